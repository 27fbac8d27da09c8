# probe.py - tells what Python code can still do on a device: one line `probe NAME yes|no` each.
#
# Run at a prompt, or frozen as the application where there is none. It assumes the worst case,
# that the attacker's code already runs; the attacks over the console are elsewhere.
import builtins
import sys
import vfs


def attempt(action):
    try:
        return "yes" if action() else "no"
    except Exception:
        return "no"


def mem32():
    import machine

    return machine.mem32[0] == 0x00400000  # the initial stack pointer


def bytes_at():
    import uctypes

    return uctypes.bytes_at(0, 4) == b"\x00\x00\x40\x00"


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def import_source():
    write("/probe_source.py", "X = 42\n")
    import probe_source

    return probe_source.X == 42


def shadow():
    write("/sht30.py", "X = 42\n")
    sys.modules.pop("sht30", None)
    import sht30

    return getattr(sht30, "X", 0) == 42


def run_execfile():
    write("/probe_file.py", "raise ValueError\n")
    try:
        builtins.execfile("/probe_file.py")
    except ValueError:
        return True


def run_compile():
    return builtins.eval(builtins.compile("6*7", "x", "eval")) == 42


class Files:
    def mount(self, readonly, mkfs):
        pass

    def umount(self):
        pass


def mount():
    vfs.mount(Files(), "/probe")
    return True


def umount():
    vfs.umount("/")
    return True


def dupterm():
    import os

    os.dupterm(None)
    return True


def data_file():
    write("/probe.dat", "kept")
    with open("/probe.dat") as file:
        return file.read() == "kept"


def outside_flash():
    import flash

    buffer = bytearray(16)
    for block in (-1, 256, 1 << 20, -(1 << 20)):
        try:
            flash.Flash().readblocks(block, buffer)
            return True
        except OSError:
            pass


for name, action in (
    ("data-file", data_file),
    ("eval", lambda: builtins.eval("6*7") == 42),
    ("exec", lambda: builtins.exec("pass") is None),
    ("compile", run_compile),
    ("execfile", run_execfile),
    ("import-source", import_source),
    ("shadow-frozen", shadow),
    ("mem32", mem32),
    ("uctypes", bytes_at),
    ("vfs-rom", lambda: vfs.VfsRom is not None),
    ("dupterm", dupterm),
    ("mount", mount),
    ("outside-flash", outside_flash),
    ("umount", umount),
):
    print("probe", name, attempt(action))
