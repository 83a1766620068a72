"""Runs the checks of the page against the real program, each on a fresh one: against.py SHOTS [words audit …]."""

import importlib
import sys
import time

from page import browser
from program import Program

ALL = ["words", "screens", "link", "audit", "speed"]

for name in sys.argv[2:] or ALL:
    begun = time.monotonic()
    with Program("virtual:u6,person=follow,asymmetry=6,reps=6") as program, browser() as chromium:
        if name == "speed":
            # Pictures come of a running test only.
            program.wait("ready")
            program.command(do="start")
            program.wait("stepOn")
        importlib.import_module(name).run(chromium, program.url)
    print(f"{name}: passed in {time.monotonic() - begun:.0f} s")
