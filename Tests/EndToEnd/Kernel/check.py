"""Checks the recordings that came out of the guest against what the virtual person was asked to be.

usage: check.py FOLDER
FOLDER holds live/, record/ and torn/ of the U6, ftdi-tty/ and ftdi-usb/ of QEMU's bridge, cdc-tty/ and cdc-usb/ of the
virtual modem, and pair/ of two Go Direct; each is a data folder. Numbers are computed here from the rows, and compared
with results.json as well, so that program and check share nothing but the file format.
"""

import csv
import glob
import json
import math
import os
import re
import sys
import zlib

from hand import STEP

GRAVITY = 9.80665
# Kilograms, true SIs in % and scans a second, as the scenario asks for them.
PEOPLE = {"live": (75, 8, 1000), "record": (82, -12, 1000), "cdc-tty": (68, -5, 80), "cdc-usb": (68, -5, 80)}
BOARDS = ["ftdi-tty", "ftdi-usb"]
# Kilograms and true SIs in % of the person on the two Go Direct.
PAIR = (75, 12)
# Flags of rows: nothing came; the first after a restart; from before two clocks are known to each other.
MISSING, SEGMENT_START, ALIGNMENT_UNKNOWN = 1, 32, 128
problems = []


def check(condition, text):
    if not condition:
        problems.append(text)


def recording(folder):
    """The only recording in a data folder; it must have been closed."""
    found = glob.glob(os.path.join(folder, "recordings", "*", "*"))
    check(len(found) == 1, f"{folder}: {len(found)} recordings instead of 1")
    check(not any(path.endswith(".partial") for path in found), f"{folder}: the recording was not closed")
    return found[0] if found else None


class Trial:
    """trial.csv taken apart: rows as numbers, comments by their key."""

    def __init__(self, path):
        self.name = path
        with open(path, "rb") as file:
            data = file.read()
        text = data.decode()
        comments = [line[2:] for line in text.splitlines() if line.startswith("# ")]
        self.comments = dict(line.split(": ", 1) for line in comments if ": " in line)
        rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
        self.time = [float(row["time_s"]) for row in rows]
        self.flags = [int(row["flags"]) for row in rows]
        self.left = [float(row["left_N"] or "nan") for row in rows]
        self.right = [float(row["right_N"] or "nan") for row in rows]
        at = data.rfind(b"# end ")
        end = re.fullmatch(r"# end rows=(\d+) crc32=([0-9a-fA-F]{8})\n", data[max(at, 0):].decode())
        check(end is not None, f"{path}: no trailer")
        if end:
            check(int(end[1]) == len(rows), f"{path}: {len(rows)} rows, the trailer says {end[1]}")
            check(int(end[2], 16) == zlib.crc32(data[:at]), f"{path}: the checksum does not match")

    def check_rows(self, least, most, rate=1000, missing=0):
        check(least <= len(self.time) <= most, f"{self.name}: {len(self.time)} rows, not {least} to {most}")
        lost = sum(flag & 1 for flag in self.flags)
        check(lost <= missing, f"{self.name}: {lost} rows missing")
        steps = [round((b - a) * 1e6) for a, b in zip(self.time, self.time[1:])]
        check(set(steps) == {round(1e6 / rate)}, f"{self.name}: time steps of {sorted(set(steps))[:5]} µs")

    def window(self, key):
        """The rows of a marked window, whose borders are samples and both belong to it."""
        match = re.search(r"from=(\d+) to=(\d+)", self.comments.get(key, ""))
        inside = match and int(match[1]) < int(match[2]) < len(self.time)
        check(inside, f"{self.name}: no window `{key}` among the rows")
        return slice(int(match[1]), int(match[2]) + 1) if inside else None


def check_whole(folder, mass, asymmetry, rate):
    path = recording(folder)
    if path is None:
        return
    trial = Trial(os.path.join(path, "trial.csv"))
    trial.check_rows(11 * rate, 11 * rate, rate)
    weigh = trial.window("weigh")
    if weigh:
        total = [a + b for a, b in zip(trial.left[weigh], trial.right[weigh])]
        own = sum(total) / len(total) / GRAVITY
        check(abs(own - mass) < 0.5, f"{folder}: {own:.2f} kg from the rows, {mass} asked for")
    jump = trial.window("trial 1")
    if jump:
        left, right = max(trial.left[jump]), max(trial.right[jump])
        own = 100 * (right - left) / (right + left)
        check(abs(own - asymmetry) < 1, f"{folder}: asymmetry {own:.2f} % from the rows, {asymmetry} asked for")
    with open(os.path.join(path, "results.json"), encoding="utf-8") as file:
        result = json.load(file)["recordings"][0]
    own = result.get("body_mass_kg", float("nan"))
    check(abs(own - mass) < 0.5, f"{folder}: results say {own} kg")
    lost = {key: result["loss"][key] for key in ("missing", "duplicate", "reordered", "corrupt")}
    check(not any(lost.values()), f"{folder}: loss {lost}")
    check(len(result["trials"]) == 1, f"{folder}: {len(result['trials'])} trials instead of 1")
    for found in result["trials"]:
        check(found["status"] == "ok", f"{folder}: the trial is {found['status']}: {found['reasons']}")
        peak = next(metric for metric in found["metrics"] if metric["id"] == "peakForce")
        value = peak["asymmetry"].get("value", float("nan"))
        check(abs(value - asymmetry) < 1, f"{folder}: results say asymmetry {value}, {asymmetry} asked for")
        print(f"  {os.path.basename(folder)}: {own} kg, asymmetry of the peaks {value} %")


def check_board(folder):
    """The cells are unloaded, then every line has a step more: no row can be out of its place or in another unit."""
    path = recording(folder)
    if path is None:
        return
    trial = Trial(os.path.join(path, "trial.csv"))
    trial.check_rows(640, 640, 80)
    left, right = (grams * 1e-3 * GRAVITY for grams in STEP)
    first = next((i for i, force in enumerate(trial.left) if force > left / 2), len(trial.left))
    off = max(
        max(abs(trial.left[i] - max(i - first + 1, 0) * left), abs(trial.right[i] - max(i - first + 1, 0) * right))
        for i in range(len(trial.time))
    )
    check(off < 0.002, f"{folder}: {off:.4f} N off the steps that the board wrote")
    check(first > 0, f"{folder}: not a row without load")
    # The word to load takes its time to the board, and all of the recording may not be waiting for it.
    loaded = len(trial.time) - first
    check(loaded > 320, f"{folder}: only {loaded} rows with load")
    with open(os.path.join(path, "results.json"), encoding="utf-8") as file:
        loss = json.load(file)["recordings"][0]["loss"]
    lost = {key: loss[key] for key in ("missing", "duplicate", "reordered", "corrupt")}
    check(not any(lost.values()), f"{folder}: loss {lost}")
    print(f"  {os.path.basename(folder)}: {loaded} rows with load, {off:.4f} N off at most")


def check_pair(folder):
    """Each side is its own device's: the person's sides differ, so that they cannot be exchanged unseen."""
    path = recording(folder)
    if path is None:
        return
    trial = Trial(os.path.join(path, "trial.csv"))
    # Nothing was lost, and no counter of a Go Direct proves that: arrivals tell, and a guest that comes late for long
    # enough looks like a loss. What is told then has a bound, which must hold the truth, and rows to match.
    told_missing = 0
    for side in ("loss left", "loss right"):
        loss = trial.comments.get(side, "nothing said")
        told = re.match(r"missing=(\d+) duplicate=0 reordered=0 corrupt=0 evidence=\w+(?: bound=(\d+))?", loss)
        check(told and int(told[1]) <= int(told[2] or 0), f"{folder}: `{side}: {loss}`")
        told_missing += int(told[1]) if told else 0
    gaps = sum(key.startswith("lost ") for key in trial.comments)
    trial.check_rows(2700, 2700, 100, told_missing + gaps)
    # Its clock was set back to 2001 while it ran.
    year = trial.comments.get("started", "")[:4]
    check(year.isdigit() and int(year) > 2001, f"{folder}: started: {trial.comments.get('started')}")
    mass, asymmetry = PAIR
    wanted = [mass * GRAVITY / 2 * (1 - asymmetry / 100), mass * GRAVITY / 2 * (1 + asymmetry / 100)]
    # The last ten seconds, in which the person has long been standing; the first seconds are without any load.
    for name, forces, force in zip(("left", "right"), (trial.left, trial.right), wanted):
        standing = [force for force in forces[-1000:] if not math.isnan(force)]
        own = sum(standing) / len(standing)
        check(abs(own - force) < 1, f"{folder}: {own:.2f} N on the {name}, {force:.2f} N asked for")
        before = [force for force in forces[:500] if not math.isnan(force)]
        empty = sum(before) / len(before)
        check(abs(empty) < 1, f"{folder}: {empty:.2f} N on the {name} before anybody stood there")
    # Two clocks: unknown to each other in the beginning, and aligned for the person.
    check(trial.flags[0] & ALIGNMENT_UNKNOWN, f"{folder}: the clocks were aligned from the first row on")
    # Where the guest itself is too slow to take one packet in twenty in time, the program must say so and withhold.
    unknown = sum(1 for flag in trial.flags[1300:] if flag & ALIGNMENT_UNKNOWN)
    if unknown:
        with open(os.path.join(folder, "..", "..", "record-the-pair.txt"), encoding="utf-8") as file:
            text = file.read()
        told = "Packets come too irregularly" in text or gaps and text.count("are being compared") > 1
        check(told, f"{folder}: {unknown} of the last 1400 rows without aligned clocks, and not a word of why")
    clocks = trial.comments.get("clocks", "")
    is_known = not trial.flags[-1] & ALIGNMENT_UNKNOWN
    check(not is_known or re.match(r"count=2 .*right_against_left_ppm=", clocks), f"{folder}: `clocks: {clocks}`")
    alignment = re.match(r"uncertainty_ns=(\d+) ", trial.comments.get("alignment", ""))
    check(not is_known or alignment and 0 < int(alignment[1]) < 10_000_000, f"{folder}: alignment {trial.comments.get('alignment')}")
    with open(os.path.join(path, "results.json"), encoding="utf-8") as file:
        result = json.load(file)["recordings"][0]
    own = result.get("body_mass_kg", float("nan"))
    check(abs(own - mass) < 0.5, f"{folder}: results say {own} kg")
    value = None
    for found in result["trials"]:
        mean = next(metric for metric in found["metrics"] if metric["id"] == "meanForce")
        value = mean["asymmetry"].get("value", float("nan"))
        if unknown:
            check(math.isnan(value), f"{folder}: results say asymmetry {value} of rows without aligned clocks")
        else:
            check(abs(value - asymmetry) < 0.5, f"{folder}: results say asymmetry {value}")
    check(len(result["trials"]) == 1, f"{folder}: {len(result['trials'])} trials instead of 1")
    late = f", packets too late in {unknown} of 1400 rows" if unknown else ""
    print(f"  {os.path.basename(folder)}: asymmetry of standing {value} %{late}, {clocks}")


def check_torn(folder):
    """Unplugged and plugged in again while it recorded: one gap without a value, and the same person on either side."""
    path = recording(folder)
    if path is None:
        return
    trial = Trial(os.path.join(path, "trial.csv"))
    rows = len(trial.time)
    check(rows == 17_000, f"{folder}: {rows} rows instead of 17000")
    check(all(abs(t - i / 1000) < 1e-6 for i, t in enumerate(trial.time)), f"{folder}: a row is not at its time")
    gap = [i for i, flag in enumerate(trial.flags) if flag & MISSING]
    # The plug is out for two seconds; opening the device again and starting it takes its time here.
    check(2_000 <= len(gap) <= 6_000, f"{folder}: {len(gap)} rows missing while the plug was out for 2 s")
    check(bool(gap) and gap[-1] - gap[0] + 1 == len(gap), f"{folder}: the missing rows are not one gap")
    empty = [i for i in range(rows) if trial.left[i] != trial.left[i] or trial.right[i] != trial.right[i]]
    check(empty == gap, f"{folder}: {len(empty)} rows without a value, {len(gap)} marked as missing")
    if gap and gap[-1] + 1 < rows:
        check(trial.flags[gap[-1] + 1] & SEGMENT_START, f"{folder}: the row behind the gap begins no segment")
    told = re.match(r"missing=(\d+) .*evidence=timed bound=(\d+)", trial.comments.get("loss", ""))
    check(told and int(told[1]) == len(gap), f"{folder}: `loss: {trial.comments.get('loss')}`")
    mass, asymmetry = PEOPLE["live"][:2]
    for name, window in (("before the gap", trial.window("weigh")), ("at the end", slice(rows - 1000, rows))):
        if window is None:
            continue
        left, right = (sum(forces[window]) / len(forces[window]) for forces in (trial.left, trial.right))
        own = (left + right) / GRAVITY
        check(abs(own - mass) < 0.5, f"{folder}: {own:.2f} kg {name}, {mass} asked for")
        own = 100 * (right - left) / (right + left)
        check(abs(own - asymmetry) < 1, f"{folder}: asymmetry {own:.2f} % {name}, {asymmetry} asked for")
    print(f"  {os.path.basename(folder)}: {len(gap)} rows missing while the plug was out, the person whole before and after")


def main():
    folder = sys.argv[1]
    for name, (mass, asymmetry, rate) in PEOPLE.items():
        check_whole(os.path.join(folder, name), mass, asymmetry, rate)
    check_torn(os.path.join(folder, "torn"))
    for name in BOARDS:
        check_board(os.path.join(folder, name))
    check_pair(os.path.join(folder, "pair"))
    for problem in problems:
        print(f"  {problem}", file=sys.stderr)
    sys.exit(1 if problems else 0)


main()
