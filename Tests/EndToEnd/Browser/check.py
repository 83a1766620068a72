"""Runs the browser tests against a running dashboard: check.py http://127.0.0.1:8642 [words loop events …]"""

import importlib
import sys
import time
import traceback

from page import browser

ALL = ["words", "loop", "events", "screens", "link", "sound", "speed", "audit", "pairing"]


def main():
    base, wanted = sys.argv[1].rstrip("/"), sys.argv[2:] or ALL
    failed = []
    for name in wanted:
        begun = time.monotonic()
        try:
            with browser() as chromium:
                importlib.import_module(name).run(chromium, base)
            print(f"ok {name} ({time.monotonic() - begun:.1f} s)", flush=True)
        except Exception:
            failed.append(name)
            print(f"FAILED {name}", flush=True)
            traceback.print_exc(limit=-3)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
