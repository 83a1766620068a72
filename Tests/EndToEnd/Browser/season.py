"""A small season in a data folder: virtual people recorded by the program, their days set back one by one."""

import datetime
import json
import os
import re
import zlib

PEOPLE = {"A1": ("Ana Bauer", -14, 1990), "B2": ("Ben <Böhm>", 10, 1991), "C3": ("Cleo Diaz", 0, 2012)}


def record(program, code, asymmetry, seed, reps=3):
    """Records one set of jumps and gives its folder."""
    device = f"virtual:u6,person=cmj,asymmetry={asymmetry},seed={seed},reps={reps},pace=max"
    done = program.run("record", "--device", device, "--test", "cmj", "--athlete", code, "--duration", "60", "-o", program.data)
    return done.strip().splitlines()[-1]


def set_back(folder, days):
    """Moves a recording into the past, as if the clock had said so; its end line is made to fit."""
    path = os.path.join(folder, "trial.csv")
    text = open(path, "rb").read()
    at = re.search(rb"^# started: (\S+)", text, re.M)
    started = datetime.datetime.fromisoformat(at.group(1).decode())
    moved = (started - datetime.timedelta(days=days)).isoformat(timespec="milliseconds").encode()
    body = text[:at.start(1)] + moved + text[at.end(1):]
    end = body.rindex(b"# end rows=")
    rows = re.match(rb"# end rows=(\d+)", body[end:]).group(1)
    body = body[:end] + b"# end rows=" + rows + b" crc32=%08x\n" % zlib.crc32(body[:end])
    with open(path, "wb") as file:
        file.write(body)


def make(program, visits=6):
    """People, recordings of several visits, and what guidance asks for."""
    for code, (name, asymmetry, born) in PEOPLE.items():
        program.run("athlete", "add", code, "--name", name, "--born", str(born), "--group", "U21", "-o", program.data)
        for visit in range(visits):
            folder = record(program, code, asymmetry, seed=100 * visit + asymmetry + 50)
            set_back(folder, 7 * (visits - 1 - visit))
    program.run("athlete", "add", "D4", "--name", "Never Tested", "-o", program.data)
    return json.loads(program.run("athlete", "list", "--format", "json", "-o", program.data))
