# Mounts the filesystem. A blank flash is formatted first; a damaged one never is, so that one bad
# block cannot erase a device's data: the application then runs without a filesystem. A sector may be
# larger than the heap, so it is looked at in pieces.
import flash
import vfs


def is_blank(device):
    piece = bytearray(4096)
    empty = (bytes(len(piece)), b"\xff" * len(piece))
    # littlefs keeps its superblock in the first two blocks.
    for number in (0, 1):
        for offset in range(0, device.ioctl(5, 0), len(piece)):
            device.readblocks(number, piece, offset)
            if piece not in empty:
                return False
    return True


device = flash.Flash()
try:
    if is_blank(device):
        vfs.VfsLfs2.mkfs(device)
    vfs.mount(vfs.VfsLfs2(device), "/")
except OSError:
    pass

del vfs, flash, device, is_blank
