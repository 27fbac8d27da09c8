# The application of the guard's tests: answers one line at a time on the console.
import binascii
import os
import sys

import vfs

import guard

MARK = "MARK"
update = None


def answer(words):
    global update
    if words[0] == "status":
        return guard.status()
    if words[0] == "confirm":
        return guard.confirm()
    if words[0] == "begin":
        update = guard.Update(binascii.a2b_base64(words[1]))
        return update.offset
    if words[0] == "write":
        return update.write(binascii.a2b_base64(words[1]))
    if words[0] == "finish":
        return update.finish()
    if words[0] == "progress":
        return (update.offset, update.size)
    if words[0] == "names":
        return sorted(dir(guard) + dir(guard.Update))
    if words[0] == "drop":
        with open("/dropped.mpy", "wb") as file:
            return file.write(binascii.a2b_base64(words[1]))
    if words[0] == "size":
        return os.stat("/dropped.mpy")[6]
    if words[0] == "import":
        sys.path.insert(0, "/")
        import dropped  # from the writable filesystem: it must not be found

        return dropped
    if words[0] == "unmount":
        return vfs.umount("/rom")
    if words[0] == "host":
        return (hasattr(os, "system"), hasattr(os, "getenv"), hasattr(vfs, "VfsPosix"))
    if words[0] == "exit":
        sys.exit()
    return "what?"


print("app", MARK, __name__)
while True:
    line = sys.stdin.readline().split()
    if line:
        try:
            print("=", answer(line))
        except Exception as error:
            print("!", repr(error))
