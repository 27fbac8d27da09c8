"""mpsec build --overlay-only: what it writes for ports that are not built here, asked of upstream's own trees.

No SDK is here, so nothing is built. What can be asked is: upstream's makefiles take the board's folder and
would compile and link with everything of ours (make -n); the C preprocessor sees our values behind the
port's headers (vendor headers that are missing are replaced by empty ones); each wrapped symbol is
defined in one file and used in another; the guard's files compile against the port's configuration; CMake
takes the esp32 files. A firmware made of all this nobody has seen."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest
import yaml

BOARDS = {
    "esp32": "ESP32_GENERIC_C3",
    "mimxrt": "TEENSY40",
    "nrf": "PCA10056",
    "samd": "ADAFRUIT_METRO_M4_EXPRESS",
    "stm32": "PYBV11",
}
GUARD = pathlib.Path(__file__).resolve().parents[2] / "guard/micropython"
MAKE_PORTS = ["mimxrt", "nrf", "samd", "stm32"]
VERSIONS = ["1.25.0", "1.26.1"]
CONTROLS = """console-gate boot-hook frozen-app no-fs-code no-compiler no-mpy-load no-keyboard-interrupt
    pinned-mounts no-dupterm no-emitters no-raw-memory no-bootloader-entry""".split()
# Where the port has a class for the blocks under its filesystem.
BLOCKS = ("mimxrt", "nrf", "stm32")
MODEL = """\
mpsec: 1
device: {id: overlaid, board: BOARD, micropython: v1.25.0, lifetime_years: 5, fleet_size: 10, environment: home}
trust_zones: [{id: room, trust: 20}, {id: chip, trust: 80}]
interfaces: []
assets: [{id: code, kind: code, at: chip, integrity: severe}]
adversaries: [{id: near, profile: brief-physical}]
risk_appetite: {method: attack-potential/1, accept_up_to: {severe: very-low}, class_break: {severe: very-low}}
application: {folder: app, entry: main.py}
"""


def tree_of(root, version):
    tree = root / f".deps/micropython-{version}"
    if not tree.exists():
        pytest.skip(f"no MicroPython {version}: the set-up brings what the distribution offers")
    return tree


@pytest.fixture
def overlay(mpsec, root, tmp_path):
    """Writes an overlay with these controls; returns its folder."""

    def run(port, version="1.25.0", controls=None):
        controls = controls or controls_of(port)
        (tmp_path / "app").mkdir(exist_ok=True)
        (tmp_path / "app/main.py").write_text("import lamp\nlamp.blink()\n")
        (tmp_path / "app/lamp.py").write_text("def blink():\n    pass\n")
        (tmp_path / "device.yaml").write_text(MODEL.replace("BOARD", BOARDS[port]))
        words = [word for name in controls for word in ("--control", f"ctl.{name}")]
        tree = tree_of(root, version)
        result = mpsec("--micropython", tree, "build", "--overlay-only", *words, tmp_path / "device.yaml")
        assert result.status == 0, result.err
        assert "overlay written, not built" in result.out
        return tmp_path / "out/overlay"

    return run


def dry_run(root, overlay, port, version, tmp_path):
    """The commands that upstream's makefile would run."""
    words = ["make", "-n", "-C", str(tree_of(root, version) / "ports" / port)]
    words += [f"BOARD_DIR={overlay}/boards/{BOARDS[port]}", f"BUILD={tmp_path}/obj"]
    words += ["MICROPY_MPYCROSS=true", "MICROPY_MPYCROSS_DEPENDENCY=", "CMSIS_MCU_HDR=/dev/null"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    lacking = re.search(r"No rule to make target '(?:\.\./\.\./)?(lib/\w+)/", done.stderr)
    if lacking:
        pytest.skip(f"this tree lacks {lacking[1]}, which upstream's makefile wants to see")
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.split("\n")


def controls_of(port):
    return [*CONTROLS, "no-flash-object"] if port in BLOCKS else CONTROLS


def wraps_of(port, root=None):
    found = set()
    for name in controls_of(port):
        text = (root / f"catalogue/controls/ctl.{name}.yaml").read_text()
        build = yaml.load(text, Loader=yaml.BaseLoader).get("build", {})
        found |= set(build.get(port, {}).get("wraps", []))
    return found


def is_long(version):
    return version != VERSIONS[0] and not os.environ.get("MPSEC_LONG")


def flags_of(lines, source):
    """Of the command that compiles `source`: everything but what it reads and writes."""
    command = next(line for line in lines if re.search(rf"-gcc .* -c .*{re.escape(source)}", line))
    words = re.split(r";|\|\|", command)[0].split()[1:]
    keep, skip = [], False
    for word in words:
        if skip or word in ("-c", "-MD", "-MP") or word.endswith(".c"):
            skip = False
        elif word in ("-o", "-MF", "-MT"):
            skip = True
        else:
            keep.append(word.replace("'", "").replace('\\"', '"'))
    return [word for word in keep if word]


CORTEX_M4 = "#define __FPU_PRESENT 1\n#define __NVIC_PRIO_BITS 3\ntypedef enum { SVCall_IRQn = -5, SysTick_IRQn = -1 } IRQn_Type;\n"
STUBS = {
    "fsl_common.h": "#include <stdint.h>\n",
    "samd51.h": f'{CORTEX_M4}#include "core_cm4.h"\n',
    "stm32f4xx_hal.h": f'#define STM32F4 1\n{CORTEX_M4}#include "core_cm4.h"\n',
}


def compile_with_stubs(words, cwd, stubs):
    """Vendor headers that are missing become empty ones. Only the preprocessor's errors are mended so."""
    for _ in range(80):
        done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False)
        missing = re.search(r"fatal error: (\S+): No such file", done.stderr)
        if missing is None:
            return done
        assert not (GUARD / missing[1]).exists(), f"the overlay lacks our own {missing[1]}"
        stub = stubs / missing[1]
        stub.parent.mkdir(parents=True, exist_ok=True)
        stub.write_text(STUBS.get(missing[1], ""))
    raise AssertionError(done.stderr)


WANTED = {
    "MICROPY_ENABLE_COMPILER": "0",
    "MICROPY_PERSISTENT_CODE_LOAD": "0",
    "MICROPY_PY_OS_DUPTERM": "0",
    "MICROPY_PY_MACHINE_MEMX": "0",
    "MICROPY_PY_UCTYPES": "0",
    "MICROPY_EMIT_THUMB": "0",
    "MICROPY_PY_MACHINE_BOOTLOADER": "0",
}


def check_commands(root, folder, port, lines, tmp_path):
    compiles = [line for line in lines if re.search(r"-gcc .* -c ", line)]
    assert len(compiles) > 100
    ours = [line for line in compiles if "/modules/mpsec/" in line or " mpsec/" in line]
    names = {path.name for path in (folder / "modules/mpsec").rglob("*.c")}
    assert names >= {"port.c", "gate.c", "boot.c", "hook_gate.c", "hook_boot.c", "no_app.c"}
    assert all(any(name in line for line in ours) for name in names)
    assert [line for line in compiles if "py/" in line and "-include mpsec_pre.h" not in line] == []
    assert not any("-flto" in line for line in lines)
    link = [line for line in lines if f"-o {tmp_path}/obj/firmware.elf" in line]
    assert len(link) == 1
    wrapped = set(re.findall(r"--wrap=(\w+)", link[0])) - {"dcd_event_handler"}
    assert wrapped == wraps_of(port, root=root)
    direct = re.match(r"\S*-ld ", link[0]) is not None  # then -Wl, would be an error
    assert ("-Wl,--wrap=mp_init" in link[0]) != direct
    freeze = [line for line in lines if "makemanifest.py" in line]
    assert len(freeze) == 1 and f"MPSEC_OVERLAY={folder}" in freeze[0] and f"{folder}/manifest.py" in freeze[0]
    upstream = re.search(r"MPSEC_UPSTREAM=([^\"]+)", freeze[0])[1]
    assert pathlib.Path(upstream).exists()


def check_configuration(flags, cwd, stubs, tmp_path):
    """Ours has the last word, and on stock the answer is another one."""
    (tmp_path / "ask.c").write_text('#include "py/mpconfig.h"\n')

    def values(flags):
        words = ["arm-none-eabi-gcc", *flags, f"-I{stubs}", "-E", "-dM", str(tmp_path / "ask.c")]
        done = compile_with_stubs(words, cwd, stubs)
        return dict(re.findall(r"#define (MICROPY_\w+) \(?(\S+?)\)?\n", done.stdout))

    hardened = values(flags)
    assert {name: hardened.get(name) for name in WANTED} == WANTED
    stock = values([flag for flag in flags if flag not in ("-include", "mpsec_pre.h")])
    assert stock["MICROPY_PERSISTENT_CODE_LOAD"] == "1"


TOUCHES = ("samd", "mimxrt")  # where upstream's stock build has it


def check_touch(flags, cwd, stubs):
    """What S-TOUCH-1200 looks for is in upstream's USB code with the port's configuration, and not with ours."""

    def seen(flags):
        source = cwd.parents[1] / "shared/tinyusb/mp_usbd_cdc.c"
        words = ["arm-none-eabi-gcc", *flags, f"-I{stubs}", "-E", str(source)]
        done = compile_with_stubs(words, cwd, stubs)
        assert done.returncode == 0, done.stderr[-2000:]
        return "usbd_cdc_run_bootloader_task" in done.stdout

    assert seen([flag for flag in flags if flag not in ("-include", "mpsec_pre.h")])
    assert not seen(flags)


def check_guard_compiles(flags, folder, cwd, stubs):
    own = [f"-I{folder}/modules/mpsec/include", f"-I{folder}/modules/mpsec/micropython"]
    for source in sorted((folder / "modules/mpsec").rglob("*.c")):
        if source.name == "port.c":  # needs the vendor's headers behind py/mphal.h
            continue
        words = ["arm-none-eabi-gcc", *flags, *own, f"-I{stubs}", "-fsyntax-only", str(source)]
        done = compile_with_stubs(words, cwd, stubs)
        assert done.returncode == 0, f"{source.name}: {done.stderr[:2000]}"


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("port", MAKE_PORTS)
def test_upstream_makefile_would_build_and_link_with_all_of_it(overlay, root, tmp_path, port, version):
    if (version != VERSIONS[0] or port == "samd") and not os.environ.get("MPSEC_LONG"):
        pytest.skip("MPSEC_LONG=1 asks the other version and the slow makefile as well")
    folder = overlay(port, version)
    lines = dry_run(root, folder, port, version, tmp_path)
    check_commands(root, folder, port, lines, tmp_path)
    flags = flags_of(lines, "shared/runtime/pyexec.c")
    cwd = tree_of(root, version) / "ports" / port
    stubs = tmp_path / "stubs"
    stubs.mkdir()
    check_configuration(flags, cwd, stubs, tmp_path)
    check_guard_compiles(flags, folder, cwd, stubs)
    if port in TOUCHES:
        check_touch(flags, cwd, stubs)


def uses(tree, port, symbol):
    """Files that define a symbol, and files that use it, among those that the port can be built from."""
    defined, used = set(), set()
    code = re.compile(rf"\b{symbol}\b")
    definition = re.compile(
        rf"^(?:static )?(?:MP_WEAK )?[\w \*]*\b{symbol}\([^;]*$|^MP_DEFINE_CONST_FUN_OBJ\w+\({symbol},"
        rf"|^MP_DEFINE_CONST_OBJ_TYPE\(\s*{symbol},", re.M
    )
    for folder in ("py", "extmod", "shared/runtime", f"ports/{port}"):
        for path in (tree / folder).rglob("*.[ch]"):
            text = path.read_text(errors="replace")
            if not code.search(text):
                continue
            if path.suffix == ".c" and definition.search(text):
                defined.add(path.name)
            elif path.suffix == ".c" or re.search(rf"static inline|#define \w+ {symbol}$", text, re.M):
                used.add(path.name)
    return defined, used


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("port", BOARDS)
def test_each_wrapped_symbol_is_defined_in_one_file_and_used_in_another(root, port, version):
    """--wrap reaches callers in other files only, and says nothing when there are none."""
    tree = tree_of(root, version)
    for symbol in wraps_of(port, root=root):
        defined, used = uses(tree, port, symbol)
        assert defined, f"{symbol} is defined nowhere in {port}"
        assert used, f"{symbol} has no caller outside {defined}"


def test_stubborn_callers_are_seen_by_the_test_itself(root):
    """Calibration: a symbol that only its own file uses, and one that is not there."""
    tree = tree_of(root, "1.25.0")
    assert uses(tree, "stm32", "pyexec_raw_repl_process_char")[1] == set()
    assert uses(tree, "stm32", "no_such_symbol_anywhere") == (set(), set())


def test_cmake_takes_the_esp32_board(overlay, root, tmp_path):
    folder = overlay("esp32", controls=[*CONTROLS, "no-usb-serial-jtag-console", "stack-protection"])
    board = folder / "boards/ESP32_GENERIC_C3"
    (tmp_path / "ask.cmake").write_text(
        f"set(CMAKE_SOURCE_DIR {tree_of(root, '1.25.0')}/ports/esp32)\n"
        f"include({board}/mpconfigboard.cmake)\n"
        "foreach(name IDF_TARGET SDKCONFIG_DEFAULTS MICROPY_FROZEN_MANIFEST USER_C_MODULES\n"
        "        MICROPY_MANIFEST_MPSEC_UPSTREAM)\n"
        '    message(STATUS "${name}=${${name}}")\nendforeach()\n'
        'message(STATUS "FLAGS=$ENV{CFLAGS_EXTRA}")\n'
    )

    def ask(*words):
        done = subprocess.run(
            ["cmake", *words, "-P", tmp_path / "ask.cmake"],
            env={**os.environ, "CFLAGS_EXTRA": "-DMINE"},
            capture_output=True,
            text=True,
            check=False,
        )
        return dict(re.findall(r"-- (\w+)=(.*)", done.stdout)), done

    values, _ = ask()
    assert values["IDF_TARGET"] == "esp32c3"
    assert values["SDKCONFIG_DEFAULTS"].endswith(f"{board}/sdkconfig.mpsec")
    assert "irreversible" not in values["SDKCONFIG_DEFAULTS"]
    assert values["FLAGS"] == f"-DMINE -I{folder}/config -include mpsec_pre.h -Wno-error=unused-variable"
    for name in ("MICROPY_FROZEN_MANIFEST", "USER_C_MODULES", "MICROPY_MANIFEST_MPSEC_UPSTREAM"):
        assert pathlib.Path(values[name]).exists()
    for line in ("CONFIG_ESP_CONSOLE_SECONDARY_NONE=y", "CONFIG_COMPILER_STACK_CHECK_MODE_STRONG=y"):
        assert line in (board / "sdkconfig.mpsec").read_text()
    assert f"{board}/sdkconfig.irreversible" in ask("-DMPSEC_IRREVERSIBLE=1")[0]["SDKCONFIG_DEFAULTS"]
    refused = ask("-DUSER_C_MODULES=other.cmake")[1]
    assert refused.returncode != 0 and "give neither FROZEN_MANIFEST nor USER_C_MODULES" in refused.stderr


def test_cmake_hands_the_linker_options_to_the_program_behind_a_static_library(overlay, root, tmp_path):
    """As ports/esp32 links: usermod behind a component, which is a static library."""
    folder = overlay("esp32")
    project = tmp_path / "project"
    project.mkdir()
    (project / "main.c").write_text("int main(void) { return 0; }\n")
    (project / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.12)\nproject(ask C)\nadd_library(usermod INTERFACE)\n"
        f"include({folder}/modules/mpsec/micropython.cmake)\n"
        "add_library(component STATIC main.c)\ntarget_link_libraries(component PRIVATE usermod)\n"
        "add_executable(firmware main.c)\ntarget_link_libraries(firmware PRIVATE component)\n"
    )
    words = ["cmake", "-S", project, "-B", project / "obj", "-G", "Unix Makefiles"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    link = (project / "obj/CMakeFiles/firmware.dir/link.txt").read_text()
    assert set(re.findall(r"-Wl,--wrap=(\w+)", link)) == wraps_of("esp32", root=root)


def test_what_burns_fuses_is_written_apart_and_not_applied(overlay):
    folder = overlay("esp32", controls=["esp32-secure-boot", "esp32-flash-encryption", "esp32-jtag-lock"])
    board = folder / "boards/ESP32_GENERIC_C3"
    assert "CONFIG_SECURE" not in (board / "sdkconfig.mpsec").read_text()
    irreversible = (board / "sdkconfig.irreversible").read_text()
    assert "NOT applied" in irreversible
    for line in ("CONFIG_SECURE_BOOT_V2_ENABLED=y", "CONFIG_SECURE_FLASH_ENCRYPTION_MODE_RELEASE=y"):
        assert f"\n{line}\n" in irreversible
    steps = (folder / "PROVISIONING.md").read_text()
    assert steps.index("Start signed firmware only") < steps.index("Close the debug port")
    assert "(CANNOT BE UNDONE)" in steps
    assert "- Carried out by this overlay: none\n" in (folder / "README.md").read_text()


def test_the_script_tells_a_firmware_with_hooks_from_one_without(overlay, tmp_path):
    folder = overlay("nrf", controls=["console-gate"])

    def check(source):
        (tmp_path / "a.c").write_text(source)
        subprocess.run(["gcc", "-o", tmp_path / "a.elf", tmp_path / "a.c"], check=True)
        words = ["sh", folder / "check.sh", tmp_path / "a.elf"]
        return subprocess.run(words, capture_output=True, text=True, check=False)

    hooked = "int __wrap_pyexec_friendly_repl(void) { return 0; } int __wrap_pyexec_raw_repl(void) { return 0; }"
    good = check(f"{hooked} int main(void) {{ return 0; }}\n")
    assert (good.returncode, good.stdout) == (0, "all hooks are in force\n")
    both = check(f"{hooked} int pyexec_raw_repl(void) {{ return 0; }} int main(void) {{ return 0; }}\n")
    assert both.returncode == 1
    assert both.stdout == "ctl.console-gate is not in force: pyexec_raw_repl is there\n"
    stock = check("int pyexec_friendly_repl(void) { return 0; } int main(void) { return 0; }\n")
    assert stock.returncode == 1 and "__wrap_pyexec_raw_repl is gone" in stock.stdout
    subprocess.run(["strip", tmp_path / "a.elf"], check=True)
    words = ["sh", folder / "check.sh", tmp_path / "a.elf"]
    assert subprocess.run(words, capture_output=True, check=False).returncode == 2


def test_the_manifest_freezes_the_application_behind_upstreams(overlay, root, tmp_path):
    folder = overlay("samd")
    (tmp_path / "upstream.py").write_text("")
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); import manifestfile as m\n"
        "found = m.ManifestFile(m.MODE_FREEZE, dict(MPSEC_UPSTREAM=sys.argv[2],\n"
        "    MPSEC_OVERLAY=sys.argv[3], MPY_LIB_DIR=''))\n"
        "found.execute(sys.argv[3] + '/manifest.py')\nprint(*sorted(f.target_path for f in found.files()))\n"
    )
    tools = tree_of(root, "1.25.0") / "tools"
    words = ["python3", "-c", script, str(tools), str(tmp_path / "upstream.py"), str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("lamp.py main.py\n", "")


def test_overlays_are_the_same_bytes_wherever_they_are_written(overlay, tmp_path):
    def contents(folder):
        return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    first = contents(overlay("stm32"))
    assert not any(str(tmp_path).encode() in content for content in first.values())
    shutil.rmtree(tmp_path / "out")
    assert contents(overlay("stm32")) == first


def test_an_overlay_replaces_an_earlier_one_and_nothing_else(overlay, mpsec, tmp_path):
    folder = overlay("samd")
    (folder / "stray").write_text("old")
    assert not (overlay("samd") / "stray").exists()
    (folder / "check.sh").unlink()
    result = mpsec("build", "--overlay-only", "--control", "ctl.console-gate", tmp_path / "device.yaml")
    assert result.status == 2
    assert "the folder is not empty and holds no overlay of mpsec" in result.err


def test_a_board_that_is_built_here_needs_none(mpsec, root):
    result = mpsec("build", "--overlay-only", root / "examples/greenhouse/device.yaml")
    assert result.status == 2
    assert "MPS2_AN385 is built here: it needs no overlay of its own" in result.err


def test_a_tree_without_the_board_is_named_and_nothing_is_written(mpsec, root, tmp_path):
    tree = tree_of(root, "1.25.0")
    words = ["--micropython", tree, "build", "--overlay-only", "--out", tmp_path / "new"]
    result = mpsec(*words, root / "examples/vault/device.yaml")
    assert result.status == 2
    assert "MicroPython 1.25.0 has no board NUCLEO_U5A5ZJ_Q in ports/stm32" in result.err
    assert not (tmp_path / "new").exists()


VAULT = {"SOURCE_DATE_EPOCH": "1795000000"}


def test_verify_says_not_built_and_passes_nothing(mpsec, root, tmp_path):
    words = ["--json", "-C", root / "examples/vault", "verify", "--out", tmp_path]
    result = mpsec(*words, env=VAULT)
    assert result.status == 1, result.err
    document = result.json()
    sys.path.insert(0, str(root / "tests/meta"))
    from test_schemas import check

    check(document, "verify")
    assert document["state"] == "not built" and document["stock"] is None and document["hardened"] is None
    assert document["good_enough"] is False and document["counts"]["pass"] == 0
    assert document["reasons"][0].startswith("not built: NUCLEO_U5A5ZJ_Q is of the port stm32")
    verdicts = {check["verdict"] for leaf in document["leaves"] for check in leaf["checks"]}
    assert verdicts == {"not-run"}
    assert "firmware: not built\n" in mpsec(*words[1:], env=VAULT).out


def test_the_report_marks_what_was_not_built(mpsec, root, tmp_path):
    words = ["-C", root / "examples/vault"]
    mpsec(*words, "verify", "--out", tmp_path, env=VAULT)
    page = tmp_path / "page.html"
    result = mpsec(*words, "report", "--from", tmp_path / "verify.json", "--out", page, env=VAULT)
    assert result.status == 0, result.err
    text = " ".join(re.sub("<[^>]+>", " ", page.read_text()).split())
    assert "not built For this board mpsec writes an overlay only." in text
    assert "are planned to close" in text and "at a price that nobody measured" in text
    assert "in the overlay, not built" in text and "built twice" not in text
    # A result that names no build is one only where it says so.
    spoilt = json.loads((tmp_path / "verify.json").read_text())
    del spoilt["state"]
    (tmp_path / "verify.json").write_text(json.dumps(spoilt))
    result = mpsec(*words, "report", "--from", tmp_path / "verify.json", "--out", page, env=VAULT)
    assert result.status == 2 and "'stock' has another type" in result.err


SERVICE = """interfaces:
  - {id: uart0, kind: uart, zone: room, need: service-only}
"""


@pytest.mark.parametrize("control", ["service-door", "signed-application"])
def test_what_the_guard_cannot_do_on_a_port_is_refused_and_not_planned(mpsec, root, tmp_path, control):
    (tmp_path / "app").mkdir()
    (tmp_path / "app/main.py").write_text("pass\n")
    model = MODEL.replace("BOARD", "PYBV11").replace("interfaces: []\n", SERVICE)
    (tmp_path / "device.yaml").write_text(model)
    words = ["--micropython", tree_of(root, "1.25.0"), "build", "--overlay-only", "--control", f"ctl.{control}"]
    result = mpsec(*words, tmp_path / "device.yaml")
    assert result.status == 2
    assert f"ctl.{control} is not for the port stm32 yet" in result.err
    assert not (tmp_path / "out").exists()
    done = mpsec("--json", "plan", "--dry-run", tmp_path / "device.yaml").json()
    assert f"ctl.{control}" not in json.dumps(done["controls"])


def test_a_real_build_refuses_a_control_that_would_change_nothing(mpsec, root, tmp_path):
    shutil.copytree(root / "tests/models/pico", tmp_path / "pico")
    result = mpsec("build", "--out", tmp_path / "out", "--control", "ctl.no-flash-object", tmp_path / "pico/device.yaml")
    assert result.status == 2
    assert "ctl.no-flash-object is not written for the port rp2: the build would not have it" in result.err
