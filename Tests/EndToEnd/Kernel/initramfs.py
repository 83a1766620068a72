"""Writes an initramfs (cpio, "newc") without root: files keep their modes, everything belongs to root.

usage: initramfs.py ARCHIVE MODULE_TREE PLAN
PLAN has a line an entry:
  dir PATH MODE
  file PATH MODE SOURCE
  link PATH TARGET
  node PATH MODE MAJOR MINOR      (a character device)
  program PATH SOURCE             (with the libraries that the loader would take, at their own paths)
  module NAME                     (with the modules that it needs; to be loaded in the order of /modules/order)
"""

import lzma
import os
import re
import stat
import subprocess
import sys


class Archive:
    """A cpio archive in the format that the kernel reads (Documentation/driver-api/early-userspace/buffer-format.rst)."""

    def __init__(self, file):
        self.file = file
        self.known = {"/"}
        self.number = 0

    def add(self, path, mode, data=b"", device=(0, 0)):
        if path in self.known:
            return
        self.known.add(path)
        parent = os.path.dirname(path)
        if parent != "/":
            self.add(parent, stat.S_IFDIR | 0o755)
        self._entry(path.lstrip("/"), mode, data, device)

    def _entry(self, name, mode, data, device):
        self.number += 1
        name = name.encode() + b"\0"
        fields = [self.number, mode, 0, 0, 1, 0, len(data), 0, 0, *device, len(name), 0]
        self._padded(b"070701" + "".join(f"{field:08X}" for field in fields).encode() + name)
        self._padded(data)

    def _padded(self, data):
        self.file.write(data + b"\0" * (-len(data) % 4))

    def close(self):
        self._entry("TRAILER!!!", 0, b"", (0, 0))


def read(path):
    """A file's bytes; of a packed module those of the module."""
    with open(path, "rb") as file:
        data = file.read()
    return lzma.decompress(data) if path.endswith(".ko.xz") else data


def libraries(program):
    """What the loader maps for `program`, the loader itself too; nothing for a static one."""
    result = subprocess.run(["ldd", program], capture_output=True, text=True, check=False)
    missing = re.findall(r"(\S+) => not found", result.stdout)
    if missing:
        sys.exit(f"initramfs: {program} needs {', '.join(missing)}, which this machine does not have")
    return re.findall(r"(/\S+) \(0x", result.stdout)


def modules(tree):
    """Name to path, dashes and underscores being the same."""
    found = {}
    for folder, _, names in os.walk(tree):
        for name in names:
            if name.endswith((".ko", ".ko.xz")):
                found[name.split(".")[0].replace("-", "_")] = os.path.join(folder, name)
    return found


def needs(module):
    """The `depends` of a module's .modinfo."""
    match = re.search(rb"\0depends=([^\0]*)\0", read(module))
    return [name.replace("-", "_") for name in match.group(1).decode().split(",") if name] if match else []


def load_order(name, known, order):
    name = name.replace("-", "_")
    if name in order:
        return
    if name not in known:
        sys.exit(f"initramfs: this kernel has no module {name}")
    for other in needs(known[name]):
        load_order(other, known, order)
    order.append(name)


def main():
    target, tree, plan = sys.argv[1:]
    known = modules(tree)
    order = []
    with open(target, "wb") as file:
        archive = Archive(file)
        for line in read(plan).decode().splitlines():
            # The last field of an entry may hold spaces.
            kind = line.split(maxsplit=1)[0]
            _, path, *rest = line.split(maxsplit={"file": 3, "node": 4}.get(kind, 2))
            if kind == "dir":
                archive.add(path, stat.S_IFDIR | int(rest[0], 8))
            elif kind == "file":
                archive.add(path, stat.S_IFREG | int(rest[0], 8), read(rest[1]))
            elif kind == "link":
                archive.add(path, stat.S_IFLNK | 0o777, rest[0].encode())
            elif kind == "node":
                archive.add(path, stat.S_IFCHR | int(rest[0], 8), b"", (int(rest[1]), int(rest[2])))
            elif kind == "program":
                archive.add(path, stat.S_IFREG | 0o755, read(rest[0]))
                for library in libraries(rest[0]):
                    archive.add(library, stat.S_IFREG | 0o755, read(library))
            elif kind == "module":
                load_order(path, known, order)
            else:
                sys.exit(f"initramfs: unknown entry {line}")
        for name in order:
            archive.add(f"/modules/{name}.ko", stat.S_IFREG | 0o644, read(known[name]))
        archive.add("/modules/order", stat.S_IFREG | 0o644, "".join(f"{name}\n" for name in order).encode())
        archive.close()


main()
