"""The hand at the guest's USB socket: plugs QEMU's own FTDI bridge in and out, and is the board behind it.

usage: hand.py FOLDER
FOLDER holds QEMU's sockets: `qmp` (its monitor), `line` (the bridge's serial line) and `words`, over which the guest says
what it wants done, a word a line:
  plug    the bridge into its socket; the board starts anew
  unplug  it
  load    the cells from the next line on: 64 g more on the left and 80 g more on the right with each line, for 10 s

The board writes 80 lines a second, its milliseconds and grams (the preset `arduino-ms-pair`), whether or not anybody
listens: like any UART it forgets the lines that find no room. Ends when QEMU does.
"""

import fcntl
import json
import os
import select
import socket
import struct
import sys
import termios
import time

SERIAL = "A50285BI"
PERIOD = 0.0125
# Grams that the unloaded cells show.
UNLOADED = (1250, -725)
STEP = (64, 80)
LOADED_LINES = 800
# Bytes on their way; a busy machine may be behind by so much without a loss.
ROOM = 2048


def connect(path):
    """A stream to one of QEMU's sockets, which appear a moment after its start."""
    end = time.monotonic() + 20
    while True:
        stream = socket.socket(socket.AF_UNIX)
        try:
            stream.connect(path)
            return stream
        except OSError:
            stream.close()
            if time.monotonic() > end:
                sys.exit(f"hand: no {path}")
            time.sleep(0.05)


class Monitor:
    """QEMU's monitor, as JSON (QMP)."""

    def __init__(self, path):
        self.file = connect(path).makefile("rw")
        self.file.readline()
        self.say("qmp_capabilities")

    def say(self, command, **arguments):
        self.file.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self.file.flush()
        while True:
            line = self.file.readline()
            if not line:
                sys.exit(0)
            answer = json.loads(line)
            if "error" in answer:
                print(f"{command}: {answer['error']['desc']}", flush=True)
            if "error" in answer or "return" in answer:
                return


class Board:
    """The program of the board and the cells on it."""

    def __init__(self, line):
        self.line = line
        self.line.setblocking(False)
        self.lost = 0
        self.restart()

    def restart(self):
        self.began = time.monotonic()
        self.count = 0
        self.loaded = None

    def load(self):
        self.loaded = self.count

    def due(self):
        return self.began + self.count * PERIOD

    def write(self):
        steps = 0 if self.loaded is None else self.count - self.loaded + 1
        if steps > LOADED_LINES:
            self.loaded, steps = None, 0
        left, right = (zero + steps * step for zero, step in zip(UNLOADED, STEP))
        text = f"{int(self.count * PERIOD * 1000)},{left},{right}\r\n".encode()
        self.count += 1
        waiting = struct.unpack("i", fcntl.ioctl(self.line, termios.TIOCOUTQ, b"\0\0\0\0"))[0]
        if waiting + len(text) > ROOM:
            self.lost += 1
        else:
            self.line.send(text)


def main():
    folder = sys.argv[1]
    board = Board(connect(os.path.join(folder, "line")))
    words = connect(os.path.join(folder, "words"))
    monitor = Monitor(os.path.join(folder, "qmp"))
    heard = b""
    plugged = False
    while True:
        ready, _, _ = select.select([words], [], [], max(0, board.due() - time.monotonic()))
        if ready:
            data = words.recv(256)
            if not data:
                return
            heard += data
        *lines, heard = heard.replace(b"\r", b"").split(b"\n")
        for word in lines:
            print(f"{time.monotonic():.2f} {word.decode()}; {board.lost} lines found no room", flush=True)
            if word == b"plug":
                board.restart()
                monitor.say(
                    "device_add", driver="usb-serial", id="bridge", bus="xhci.0", chardev="line", serial=SERIAL
                )
                plugged = True
            elif word == b"unplug":
                monitor.say("device_del", id="bridge")
                plugged = False
            elif word == b"load":
                board.load()
        if time.monotonic() >= board.due():
            # Without a plug the board has no power.
            if plugged:
                board.write()
            else:
                board.restart()
                time.sleep(PERIOD)


if __name__ == "__main__":
    try:
        main()
    except OSError:
        # QEMU has ended, and its sockets with it.
        pass
