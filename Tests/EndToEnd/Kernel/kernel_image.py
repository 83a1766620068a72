"""Takes the ELF kernel out of a bzImage: through its PVH entry an emulated machine boots in half the time.

usage: kernel_image.py VMLINUZ VMLINUX
Exit 1 where the image holds no xz-packed ELF kernel with a PVH note; the caller boots the bzImage then.
"""

import lzma
import sys

XZ = b"\xfd7zXZ\x00"
# Owner "Xen", type 18: XEN_ELFNOTE_PHYS32_ENTRY (Linux, include/xen/interface/elfnote.h).
PVH_NOTE = b"\x12\x00\x00\x00Xen\x00"


def unpacked(image):
    """The first ELF file among the xz streams of `image`, or None."""
    at = image.find(XZ)
    while at >= 0:
        try:
            kernel = lzma.LZMADecompressor().decompress(image[at:])
        except lzma.LZMAError:
            kernel = b""
        if kernel.startswith(b"\x7fELF"):
            return kernel
        at = image.find(XZ, at + 1)
    return None


def main():
    source, target = sys.argv[1:]
    with open(source, "rb") as file:
        kernel = unpacked(file.read())
    if kernel is None or PVH_NOTE not in kernel:
        sys.exit(1)
    with open(target, "wb") as file:
        file.write(kernel)


main()
