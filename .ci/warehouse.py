#!/usr/bin/env python3
"""A million results exported by team and month: another engine must find what our own query finds.

Arguments: the program, the example in docs/ that queries the export, and the number of rows.
"""
import csv
import io
import json
import math
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import zlib

program, example, wanted = str(pathlib.Path(sys.argv[1]).resolve()), sys.argv[2], int(sys.argv[3])
# Names that paths, queries and readers might misread; one that is a number, one of two teams, and nobody's.
TEAMS = ["U21", "Süd/100 % = x", "2026", "none", "Team \"A\", #1", ""]
PEOPLE, METRICS, TRIALS = 48, 120, 6
ROWS = METRICS * (TRIALS + 1) * 4


def write(path, text):
    path.write_text(text, encoding="utf-8")


def recording(folder, number, code):
    """A finished recording with results as a live test leaves them; returns what it adds to the totals."""
    month, day, test = 1 + number % 12, 1 + number % 28, ("cmj", "sj", "imtp")[number % 3]
    started = f"2026-{month:02d}-{day:02d}T10:00:00.000000+01:00"
    identity = f"019ab7e2-4c00-7abc-8def-{number:012x}"
    lines = ["# bilanx recording 1", f"# id: {identity}", "# format: bilanx", "# software: bilanx 0.1.0",
             f"# started: {started}", f"# test: {test}", f"# athlete: {code}", "# rate_hz: 1000",
             "# sides_confirmed: birth", "time_s,left_N,right_N,flags"]
    lines += [f"{i / 1000:.6f},400.0000,390.0000,0" for i in range(4)]
    body = "\n".join(lines) + "\n"
    place = folder / "recordings" / started[:10] / f"100000-{test}-{number:08X}"
    place.mkdir(parents=True)
    write(place / "trial.csv", body + f"# end rows=4 crc32={zlib.crc32(body.encode()):08x}\n")

    def values():
        # Nine significant digits, as results have; some metrics are undefined.
        return {side: float(f"{random.lognormvariate(6, 1):.9g}") for side in ("left", "right", "both")}

    def asymmetry():
        value = float(f"{random.uniform(-20, 20):.9g}")
        return {"index": "SIs", "unit": "%", "value": value, "larger": "right" if value > 0 else "left", "status": "ok"}

    trials = [{"index": k + 1, "start_s": k, "end_s": k + 1, "kept": k != 5, "status": "ok", "reasons": [], "events": {},
               "metrics": [{"id": f"metric{m}", "unit": "N" if m % 3 else "ms", "method": f"method {m % 7}",
                            "headline": m < 8, "status": "ok", "lost": 0, **values(), "asymmetry": asymmetry()}
                           for m in range(METRICS)]} for k in range(TRIALS)]
    summary = [{"id": f"metric{m}", "n": TRIALS, "rule": "mean", **values(),
                "asymmetry": {**asymmetry(), "ci95": [-9.5, 9.5], "verdict": "withinNoise"}} for m in range(METRICS)]
    write(place / "results.json", json.dumps({
        "schema": "bilanx.results/1", "software": "bilanx 0.1.0", "preset": "bilanx", "sets": [], "derived": [],
        "recordings": [{"id": identity, "test": test, "body_mass_kg": 70, "trials": trials, "summary": summary}]}))
    return place.name


def bilanx(*arguments):
    start = time.monotonic()
    done = subprocess.run([program, *arguments, "-o", str(data)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{arguments}: exit code {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout, time.monotonic() - start


def peak(*arguments):
    """Most memory in MiB that a call takes; a process is charged with what its parent held, so a small one stands between."""
    between = "import os,sys; _, s, u = os.wait4(os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ), 0); print(s, u.ru_maxrss)"
    words = subprocess.run([sys.executable, "-S", "-c", between, program, *arguments, "-o", str(data)], check=True,
                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout.split("\n")
    status, kibibytes = (int(word) for word in words[-2].split())
    assert status == 0, status
    return kibibytes / 1024


def rows_of(text):
    """Rows of totals by their key; a name says whose the columns are."""
    table = {}
    for row in csv.reader(io.StringIO(text)):
        if row[0] == "team":
            continue
        summary = row[5] in ("summary", "true")
        table[(*row[:5], summary)] = [int(row[6]), int(row[7]), *(float(x) if x else None for x in row[8:10])]
    return table


random.seed(20261123)
with tempfile.TemporaryDirectory() as base:
    base = pathlib.Path(base)
    data, target = base / "data", base / "warehouse"
    data.mkdir()
    team = base / "team.csv"
    write(team, "code,team\n" + "".join(
        'P{},"{}"\n'.format(k, TEAMS[k % len(TEAMS)].replace('"', '""')) for k in range(PEOPLE)))
    names = [recording(data, n, f"P{n % (PEOPLE + 3)}") for n in range(math.ceil(wanted / ROWS))]
    bilanx("athlete", "import", str(team))
    # In two teams: counted once. A trial that is taken out: neither it nor the mean over it counts.
    bilanx("athlete", "group", "A second team", "P0", "P7")
    for name in names[:5]:
        bilanx("trial", "disable", name, "2", "--reason", "slipped")
    _, export = bilanx("export", "results", "--to", str(target))
    # Once more, into the places of those before: the same memory for one team as for everything, give or take.
    whole, part = peak("export", "results", "--to", str(target)), peak("export", "results", "--to", str(target), "--group", "2026")
    assert whole < part + 48, (whole, part)
    text, query = bilanx("export", "results", "--totals", "--format", "csv")
    ours = rows_of(text)
    start = time.monotonic()
    environment = dict(os.environ, SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable, PYTHONWARNINGS="ignore")
    done = subprocess.run([sys.executable, example, str(target)], capture_output=True, text=True, env=environment)
    if done.returncode:
        sys.exit(f"{example}: exit code {done.returncode}\n{done.stderr[-4000:]}")
    other = time.monotonic() - start
    theirs = rows_of(done.stdout)
    assert ours.keys() == theirs.keys(), sorted(ours.keys() ^ theirs.keys())[:5]
    assert {key[0] for key in ours} == {*TEAMS, "A second team"}, {key[0] for key in ours}
    worst = 0.0
    for key, (rows, count, total, mean) in ours.items():
        found = theirs[key]
        assert found[:2] == [rows, count], (key, found, rows, count)
        for a, b in ((total, found[2]), (mean, found[3])):
            assert (a is None) == (b is None), key
            if a is not None:
                worst = max(worst, abs(a - b) / max(abs(a), 1))
    assert worst < 1e-9, worst
    count = sum(row[0] for row in ours.values())
    assert count == len(names) * ROWS >= wanted, count
    taken = sum(row[0] - row[1] for row in ours.values())
    # Of five recordings a trial and the summary more than the discarded trial of each recording.
    assert taken == (len(names) + 2 * 5) * METRICS * 4, taken
    size = sum(path.stat().st_size for path in target.rglob("*.parquet"))
    print(f"{os.path.basename(example)}: {count} rows, {len(list(target.rglob('*.parquet')))} partitions, {size / 1e6:.0f} MB;",
          f"{len(ours)} totals equal, sums within {worst:.0e}; export in {whole:.0f} MiB, {export:.1f} s, our query {query:.1f} s,",
          f"theirs {other:.1f} s with its start")
