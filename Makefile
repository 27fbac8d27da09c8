# The front door. Every target sets up what it needs; the work itself is done by Meson and scripts/.

.PHONY: all setup demo check check-rp2 lint format fuzz coverage fault prove prove-mutants size wycheproof signatures constant-time bench prices powercut killtest upstream perf bless clean help

all: setup ## build mpsec
	@scripts/compile gcc

setup: ## install what is missing, bring MicroPython
	@scripts/setup

demo: all ## answer the four questions for examples/greenhouse, attack the answer
	@scripts/demo

check: setup ## run the tests: gcc and clang, under ASan and UBSan, emulated devices included
	@scripts/check

check-rp2: all ## build the Raspberry Pi Pico and attack it in an emulated chip
	@scripts/setup-rp2
	@MPSEC_RP2=1 MPSEC=build/gcc/tool/mpsec /usr/bin/python3 -m pytest -q -p no:cacheprovider tests/cli/test_rp2.py tests/cli/test_picotool.py tests/device/test_pico.py tests/device/test_pico_door.py tests/device/test_pico_scopes.py tests/device/test_pico_stack.py tests/device/test_pico_protection.py tests/device/test_mpu.py tests/chip

lint: setup ## format, static analysis
	@scripts/lint

format: ## rewrite the sources in the project's form
	@git ls-files '*.c' '*.h' | xargs clang-format -i

fuzz: setup ## fuzz every parser, FUZZ_SECONDS each (default 600)
	@scripts/fuzz

prove: setup ## prove core and guard free of runtime errors, function by function, with two provers
	@scripts/prove
	@scripts/prove-wp

prove-mutants: setup ## take each bounds check out in turn; every mutant must be refuted
	@scripts/prove --mutants
	@scripts/prove --reach
	@scripts/prove-wp --mutants

size: setup ## what parse and verify cost on Cortex-M0+ and M3, against docs/size.md
	@scripts/size

wycheproof: setup ## all of Wycheproof's vectors on the host and on both emulated cores
	@scripts/wycheproof

signatures: setup ## ten million random signatures against OpenSSL; goes on where it was interrupted
	@scripts/signatures

constant-time: setup ## look for secrets in the guard's time: valgrind, and traces of both emulated cores
	@scripts/constant-time

coverage: setup ## lines and branches of core/ that the tests execute; a gap without an argument fails
	@scripts/coverage

fault: setup ## try every single fault on the compiled guard (hours; FAULT=--short: a minute)
	@scripts/fault $(or $(FAULT),--document)

bench: all ## measure; prints a table
	@scripts/bench

prices: all ## measure what each control costs, from real builds, into the catalogue
	@scripts/prices

powercut: setup ## cut the power in every operation of a device's life; an hour
	@scripts/powercut

killtest: all ## kill the emulated device 300 times during updates, offer it 10,000 wrong images
	@scripts/killtest

upstream: all ## run MicroPython's own tests on stock and hardened, explain each difference; ten minutes
	@scripts/upstream --ablate --document

perf: all ## run MicroPython's own benchmarks on stock and hardened, in instructions
	@scripts/upstream --perf --document

corpus: all ## score the audit on firmwares of known configuration; takes hours
	@scripts/bring-images
	@nice -n 15 scripts/corpus

bless: all ## rewrite the golden files; review the difference
	@scripts/check --bless

clean: ## remove what was built; .deps stays
	rm -rf build out examples/*/out

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile
