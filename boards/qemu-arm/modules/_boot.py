# Mounts the filesystem. A blank flash is formatted first; a damaged one never is, so that one bad
# block cannot erase a device's data: the application then runs without a filesystem.
import flash
import vfs


def is_blank(device):
    block = bytearray(device.ioctl(5, 0))
    # littlefs keeps its superblock in the first two blocks.
    for number in (0, 1):
        device.readblocks(number, block)
        if any(block) and not all(byte == 0xFF for byte in block):
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
