"""The emulated Cortex-M33 against Unicorn's, instruction by instruction.

An ordinary run takes 150 instructions of each class from a fixed seed; MPSEC_LONG=1 takes 5000 from a new one. M33_CASES
and M33_SEED set both.
"""

import functools
import json
import os
import pathlib
import random
import shutil
import subprocess

import pytest
from m33_cases import CLASSES, CODE, DATA, DATA_SIZE, Maker

unicorn = pytest.importorskip("unicorn")
arm = pytest.importorskip("unicorn.arm_const")

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="scripts/setup-rp2 brings node")

HERE = pathlib.Path(__file__).parent
CORE = HERE.parents[1] / "boards/rp2/emulator/m33"
LONG = "MPSEC_LONG" in os.environ
COUNT = int(os.environ.get("M33_CASES", 5000 if LONG else 150))
SEED = int(os.environ.get("M33_SEED", random.getrandbits(32) if LONG else 1))
REACH = 0x2000000  # of a branch
MOVE_FLOAT = bytes.fromhex("00ee100a")
# What FPSCR says of its cumulative flags is not modelled.
STATUS = 0xF2000000


class Oracle:
    """Unicorn's Cortex-M33 with a page of code and data."""

    def __init__(self):
        self.machine = unicorn.Uc(unicorn.UC_ARCH_ARM, unicorn.UC_MODE_THUMB | unicorn.UC_MODE_MCLASS)
        self.machine.ctl_set_cpu_model(arm.UC_CPU_ARM_CORTEX_M33)
        self.machine.mem_map(CODE - REACH, 2 * REACH)
        self.registers = [arm.UC_ARM_REG_R0 + i for i in range(13)] + [arm.UC_ARM_REG_SP, arm.UC_ARM_REG_LR]
        self.singles = [arm.UC_ARM_REG_S0 + i for i in range(32)]
        # The first instruction of the floating-point unit makes its context anew.
        self.machine.mem_write(CODE, MOVE_FLOAT)
        self.machine.emu_start(CODE | 1, CODE + len(MOVE_FLOAT))

    def prepare(self, case, rng):
        """Puts a case in; adds what only the oracle can choose."""
        case["memory"], case["at"] = rng.randbytes(DATA_SIZE).hex(), DATA
        for register, word in zip(self.registers, case["r"]):
            self.machine.reg_write(register, word)
        for register, word in zip(self.singles, case["s"]):
            self.machine.reg_write(register, word)
        self.machine.reg_write(arm.UC_ARM_REG_FPSCR, case["fpscr"])
        self.machine.reg_write(arm.UC_ARM_REG_XPSR, case["flags"] | 1 << 24)
        case["ge"] = self.machine.reg_read(arm.UC_ARM_REG_XPSR) >> 16 & 15
        self.machine.mem_write(CODE, bytes.fromhex(case["code"]))
        self.machine.mem_write(DATA, bytes.fromhex(case["memory"]))

    def run(self, case):
        failed = None
        self.machine.ctl_remove_cache(CODE, CODE + 64)
        try:
            if "to_end" in case:  # its count leaves out what IT does
                self.machine.emu_start(CODE | 1, CODE + len(case["code"]) // 2)
            else:
                self.machine.emu_start(CODE | 1, 0xFFFFFFFE, count=case["count"])
        except unicorn.UcError as error:
            failed = str(error)
        psr = self.machine.reg_read(arm.UC_ARM_REG_XPSR)
        return {
            "r": [self.machine.reg_read(register) for register in self.registers],
            "pc": self.machine.reg_read(arm.UC_ARM_REG_PC),
            "flags": psr & 0xF80F0000,
            "s": [self.machine.reg_read(register) for register in self.singles],
            "fpscr": self.machine.reg_read(arm.UC_ARM_REG_FPSCR),
            "memory": self.machine.mem_read(DATA, DATA_SIZE).hex(),
            "failed": failed,
        }


def ran(cases, core=CORE):
    words = ["node", HERE / "m33_cases.mjs", core]
    done = subprocess.run(words, input=json.dumps(cases), stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def difference(case, wanted, got):
    """What differs, in words, or None."""
    if (wanted["failed"] is None) != (got["failed"] is None):
        return f"{case['code']}: Unicorn {wanted['failed']}, ours {got['failed']}"
    if wanted["failed"] is not None:
        return None
    for key in ("pc", "flags", "memory"):
        if wanted[key] != got[key]:
            return f"{case['code']}: {key} is {got[key]:x}, not {wanted[key]:x}" if key != "memory" else f"{case['code']}: memory"
    if (wanted["fpscr"] ^ got["fpscr"]) & STATUS:
        return f"{case['code']}: fpscr is {got['fpscr']:x}, not {wanted['fpscr']:x}"
    for key in ("r", "s"):
        for i, (want, have) in enumerate(zip(wanted[key], got[key])):
            if want != have:
                return f"{case['code']}: {key}{i} is {have:x}, not {want:x}, from {[hex(x) for x in case[key]]}"
    return None


@functools.cache
def cases_of(name, count):
    maker, rng, oracle = Maker(name, SEED), random.Random(SEED), Oracle()
    cases, wanted = [], []
    for _ in range(count):
        case = maker.case()
        oracle.prepare(case, rng)
        wanted.append(oracle.run(case))
        cases.append(case)
    return cases, wanted


@pytest.mark.parametrize("name", CLASSES)
def test_instructions_do_what_they_do_in_unicorn(name):
    cases, wanted = cases_of(name, COUNT)
    found = [text for text in map(difference, cases, wanted, ran(cases)) if text is not None]
    assert found == [], f"seed {SEED}: {len(found)} of {len(cases)} differ"
    assert sum(want["failed"] is None for want in wanted) > len(cases) * 0.8, "nearly all of them are instructions"


# A core with one mistake: a file, what stands there, what stands there instead, and the class that must notice.
MISTAKES = (
    ("core.mjs", "(a ^ result) & (b ^ result)", "(a ^ result) & (a ^ b)", "narrow-arithmetic"),
    ("core.mjs", "return (this.c && !this.z)", "return this.c", "if-then"),
    ("core.mjs", "code, this.it !== 0)", "code, false)", "if-then"),
    ("shift.mjs", "amount > 32 ? false", "amount > 31 ? false", "shift-register"),
    ("arithmetic.mjs", "word < 0", "word > 0", "wide-immediate"),
    ("arithmetic.mjs", "core.q = true", "core.q = core.q", "saturate"),
    ("registers.mjs", "core.ge = ge", "core.ge |= ge", "parallel"),
    ("multiply.mjs", "sum > 0xffffffff ? 1 : 0", "0", "multiply-long"),
    ("multiply.mjs", "Math.trunc(a / b)", "Math.floor(a / b)", "divide"),
    ("transfer.mjs", "r[n] = base + x;\n    put(value);", "put(value);", "single"),
    ("transfer.mjs", "core.exclusive = false;\n}", "}", "exclusive"),
    ("narrow.mjs", "r[n] = base + size;", "r[n] = base;", "narrow-multiple"),
    ("wide.mjs", "=== sign ? 1 : 0;\n  const i2", "=== sign ? 0 : 1;\n  const i2", "wide-branch"),
    ("fpu.mjs", "addOdd(x * y, z)", "Math.fround(x * y) + z", "float-arithmetic"),
    ("fpu.mjs", "words.find(isSignalling) ?? ", "", "float-arithmetic"),
    ("float.mjs", "round, signed ? -(2 ** 31) : 0", "round, -(2 ** 31)", "float-convert"),
)


@pytest.mark.parametrize("file, stands, instead, name", MISTAKES)
def test_a_mistake_in_the_core_is_noticed(tmp_path, file, stands, instead, name):
    core = shutil.copytree(CORE, tmp_path / "core")
    text = (core / file).read_text()
    assert stands in text
    (core / file).write_text(text.replace(stands, instead, 1))
    for count in (COUNT, 2000):
        cases, wanted = cases_of(name, count)
        if any(difference(*row) for row in zip(cases, wanted, ran(cases, core))):
            return
    pytest.fail("no case differs")
