#!/usr/bin/env python3
"""Others read what `bilanx convert` writes: every value must be that of the CSV. Arguments: the program, a recording."""
import io
import json
import logging
import math
import os
import subprocess
import sys
import tempfile
import zlib

import duckdb
import ezc3d
import numpy as np
import pandas
import polars
import pyarrow.parquet
import pyxdf

logging.disable(logging.WARNING)
program, recording = sys.argv[1:3]
work = tempfile.TemporaryDirectory()


def convert(source, name, *options):
    path = os.path.join(work.name, name)
    subprocess.run([program, "convert", source, "-o", path, "--force", *options], check=True)
    return path


def same(table, other, what):
    assert list(table.columns) == list(other.columns), (what, list(other.columns))
    for name in table.columns:
        a, b = table[name].to_numpy(dtype=float), other[name].to_numpy(dtype=float)
        assert np.array_equal(a, b, equal_nan=True), (what, name)


def tables(source):
    """CSV, JSON Lines and Parquet through four readers."""
    path = convert(source, "all.csv")
    assert open(path, "rb").read() == open(source, "rb").read(), "CSV is not what was read"
    table = pandas.read_csv(path, comment="#")
    assert table.left_N.isna().sum() > 0, "the recording has no gap"
    same(table, polars.read_csv(path, comment_prefix="#", infer_schema_length=None).to_pandas(), "polars, CSV")
    names = ",".join(f'"{name}"' for name in table.columns)
    same(table, duckdb.sql(f"select {names} from read_csv('{path}', comment='#')").df(), "duckdb, CSV")
    path = convert(source, "all.parquet")
    arrow = pyarrow.parquet.read_table(path)
    for name in table.columns:
        assert arrow[name].null_count == table[name].isna().sum(), name
    same(table, arrow.to_pandas(), "pyarrow")
    same(table, pandas.read_parquet(path), "pandas")
    same(table, polars.read_parquet(path).to_pandas(), "polars")
    same(table, duckdb.sql(f"select * from '{path}'").df(), "duckdb")
    lazy = polars.scan_parquet(path).filter(polars.col("left_N") > 500).select("left_N").collect()
    assert lazy.height == int((table.left_N > 500).sum())
    header = dict(line[2:].rstrip("\n").split(": ", 1) for line in open(source) if line.startswith("# ") and ": " in line)
    metadata = pyarrow.parquet.ParquetFile(path).metadata.metadata
    for key in ("id", "started", "test", "rate_hz"):
        assert metadata[f"bilanx.{key}".encode()].decode() == header[key], key
    json_lines = pandas.read_json(convert(source, "all.jsonl"), lines=True, precise_float=True)
    same(table, json_lines[list(table.columns)], "JSON Lines")
    few = ["right_N", "time_s"]
    for name in ("few.csv", "few.parquet"):
        part = convert(source, name, "--columns", ",".join(few))
        same(table[few], (pandas.read_csv if name.endswith("csv") else pandas.read_parquet)(part), name)
    return table


def xdf(source, table, expected):
    streams, _ = pyxdf.load_xdf(convert(source, "all.xdf"))
    samples = next(s for s in streams if s["info"]["type"] == ["Force"])
    labels = [c["label"][0] for c in samples["info"]["desc"][0]["channels"][0]["channel"]]
    assert labels == list(table.columns)[1:], labels
    same(table[labels], pandas.DataFrame(samples["time_series"], columns=labels), "XDF")
    late = np.max(np.abs(samples["time_stamps"] - table.time_s))
    assert late < 1e-6, late
    raw, _ = pyxdf.load_xdf(os.path.join(work.name, "all.xdf"), dejitter_timestamps=False)
    raw = next(s for s in raw if s["info"]["type"] == ["Force"])
    assert np.max(np.abs(raw["time_stamps"] - table.time_s)) < 1e-6
    markers = next(s for s in streams if s["info"]["type"] == ["Markers"])
    got = sorted((round(t, 6), text[0]) for t, text in zip(markers["time_stamps"], markers["time_series"]))
    for seconds, label in expected:
        assert any(abs(t - seconds) < 1e-6 and text.startswith(label) for t, text in got), (seconds, label, got)
    return len(got)


def c3d(source, table, expected):
    file = ezc3d.c3d(convert(source, "all.c3d"), extract_forceplat_data=True)
    parameters = file["parameters"]
    assert parameters["FORCE_PLATFORM"]["TYPE"]["value"].tolist() == [2, 2]
    assert file["header"]["analogs"]["frame_rate"] == file["header"]["points"]["frame_rate"]
    missing = table.left_N.isna() | table.right_N.isna()
    for k, side in enumerate(("left", "right")):
        plate = file["data"]["platform"][k]
        force = table[f"{side}_N"].where(~missing, 0).to_numpy()
        # The reaction points up.
        assert np.array_equal(plate["force"][2].astype(np.float32), force.astype(np.float32)), side
        assert not plate["force"][:2].any()
        x = (-400, 0) if k == 0 else (0, 400)
        corners = {tuple(float(v) for v in c) for c in plate["corners"].T}
        assert corners == {(float(a), float(b), 0.0) for a in x for b in (-300, 300)}, corners
        middle = (x[0] + x[1]) / 2
        loaded = (force > 50) & ~missing
        place = plate["center_of_pressure"][:, loaded]
        want = np.array([[middle], [0.0]]) * np.ones(int(loaded.sum()))
        if f"{side}_copx_mm" in table:
            known = table[[f"{side}_copx_mm", f"{side}_copy_mm"]][loaded].to_numpy().T
            want = np.where(np.isnan(known).any(axis=0), want, known)
        assert np.max(np.abs(place[:2] - want)) < 1e-3, (side, np.max(np.abs(place[:2] - want)))
    events = parameters["EVENT"]
    minutes, seconds = events["TIMES"]["value"]
    got = list(zip(minutes * 60 + seconds, events["LABELS"]["value"]))
    rows = np.flatnonzero(missing)
    gaps = [r for r in rows if r - 1 not in rows]
    for time, label in list(expected) + [(table.time_s[r], "gap start") for r in gaps]:
        assert any(abs(t - time) < 1e-5 and text == label for t, text in got), (time, label, got)
    return len(got)


def with_pressure(path):
    """A recording with centres of pressure, written here from the description of the format."""
    lines = ["# bilanx recording 1", "# id: 019ab7e2-4c00-7abc-8def-0123456789ab", "# test: stance",
             "# started: 2026-11-22T14:30:12Z", "# rate_hz: 1000", "# sides_confirmed: birth",
             "time_s,left_N,right_N,left_copx_mm,left_copy_mm,right_copx_mm,right_copy_mm,flags"]
    for i in range(5000):
        left, right = 400 + 90 * math.sin(i / 300), 380 - 90 * math.sin(i / 300)
        places = [-150 + 20 * math.sin(i / 99), 30 * math.cos(i / 77), 140 + 9 * math.cos(i / 50), -20 * math.sin(i / 60)]
        text = ",".join(f"{p:.3f}" for p in places) if i % 13 else ",,,"
        force = f"{left:.4f},{right:.4f}" if i not in (1000, 1001) else ","
        lines.append(f"{i / 1000:.6f},{force},{text},{1 if force == ',' else 0}")
    lines += ["# weigh: from=100 to=1099", "# trial 1: from=1200 to=4000 kept=yes limb=left"]
    body = "\n".join(lines) + "\n"
    with open(path, "w") as file:
        file.write(body + f"# end rows=5000 crc32={zlib.crc32(body.encode()):08x}\n")
    return path


def analyzed(source, *options):
    words = subprocess.run([program, "analyze", source, "--format", "csv", "--all", "--fresh", *options], check=True,
                           capture_output=True, text=True).stdout
    table = pandas.read_csv(io.StringIO(words), keep_default_na=False)
    return {(r.trial, r.metric, r.limb): (r.value, r.status, r.larger) for r in table.itertuples()}


def peak(rows, name):
    """Most memory in MiB that a conversion of so many rows takes; the recording is torn, which is only said."""
    path = os.path.join(work.name, "long-trial.csv")
    with open(path, "w") as file:
        file.write("# bilanx recording 1\n# id: 019ab7e2-4c00-7abc-8def-0123456789ab\n# test: free\n"
                   "# started: 2026-11-22T14:30:12Z\n# rate_hz: 1000\ntime_s,left_N,right_N,flags\n")
        for i in range(rows):
            file.write(f"{i // 1000}.{i % 1000:03d}000,{400 + i % 97}.5000,{380 + i % 89}.2500,0\n")
    # A process is charged with what its parent held; a small one stands between.
    between = "import os,sys; _, s, u = os.wait4(os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ), 0); print(s, u.ru_maxrss)"
    words = subprocess.run(
        [sys.executable, "-S", "-c", between, program, "convert", path, "-o", os.path.join(work.name, name), "--force"],
        check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    status, kibibytes = (int(word) for word in words.split())
    assert status == 0, status
    return kibibytes / 1024


trial = recording + "/trial.csv"
document = json.load(open(recording + "/results.json"))
table = tables(trial)
expected = [(s, name) for t in document["recordings"][0]["trials"] for name, s in t["events"].items()]
assert {"onset", "takeoff", "landing"} <= {name for _, name in expected}
counts = xdf(trial, table, expected), c3d(trial, table, expected)

# Our own C3D gives the results of the CSV, as far as 32-bit floats go.
ours = analyzed(trial, "--test", "cmj")
theirs = analyzed(os.path.join(work.name, "all.c3d"), "--left", "plate1", "--right", "plate2", "--test", "cmj")
assert ours.keys() == theirs.keys(), ours.keys() ^ theirs.keys()
worst = 0.0
for key, (value, status, larger) in ours.items():
    other, *rest = theirs[key]
    assert rest == [status, larger], (key, status, rest)
    if value == "" or other == "":
        assert value == other, key
        continue
    difference = abs(float(value) - float(other)) / max(abs(float(value)), 1)
    worst = max(worst, difference)
    # Forces have 24 bits, so 6e-8 of themselves; small differences of large ones have fewer.
    assert difference < 1e-4, (key, value, other)

pressed = with_pressure(os.path.join(work.name, "pressed-trial.csv"))
table = tables(pressed)
moments = [(0.1, "weigh start"), (1.099, "weigh end"), (1.2, "trial start"), (4.0, "trial end")]
xdf(pressed, table, moments)
c3d(pressed, table, moments)

# The files that the tests hold every byte against.
here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "fixtures")
golden = os.path.join(here, "trial-file", "iso-60-rows.csv")
table = tables(golden)
xdf(golden, table, [])
c3d(golden, table, [])
for kind in ("parquet", "xdf", "c3d"):
    with open(os.path.join(here, "exports", f"iso-60-rows.{kind}"), "rb") as kept:
        with open(os.path.join(work.name, f"all.{kind}"), "rb") as fresh:
            assert kept.read() == fresh.read(), kind

# Results: the tidy table of the document is that of the program, through Parquet as well.
tidy = pandas.read_csv(convert(recording + "/results.json", "results.csv"), dtype=str, keep_default_na=False)
flat = pandas.read_parquet(convert(recording + "/results.json", "results.parquet"))
assert list(flat.columns) == list(tidy.columns) and len(flat) == len(tidy) > 20
values = pandas.to_numeric(tidy.value)
assert np.array_equal(values, flat.value.to_numpy(dtype=float), equal_nan=True)
for name in ("metric", "limb", "status", "method", "unit"):
    assert flat[name].fillna("").tolist() == tidy[name].tolist(), name
assert polars.read_parquet(os.path.join(work.name, "results.parquet")).height == len(tidy)
# Ten times the rows take no more memory; the longer file has 68 MB. Parquet holds a million rows at once.
memory = {}
for name in ("long.csv", "long.jsonl", "long.xdf", "long.c3d"):
    short, long = peak(200_000, name), peak(2_000_000, name)
    assert long < short + 4, (name, short, long)
    memory[name[5:]] = round(long)
short, long = peak(1_500_000, "long.parquet"), peak(4_000_000, "long.parquet")
assert long < short + 8, ("parquet", short, long)
memory["parquet"] = round(long)

print(f"exports: pandas, polars, duckdb, pyarrow, ezc3d and pyxdf read {len(ours)} results' recording alike;",
      f"{counts[0]} markers, {counts[1]} events; C3D within {worst:.1e}; MiB for any length: {memory}")
