#!/usr/bin/env python3
"""Bilanx beside others on the same files in one run: seconds, MB/s and ratios; nothing is asserted but that all read the same.

Argument: the program `beside`. BILANX_COMPARE_ROWS rows of CSV (10 million), BILANX_COMPARE_TURNS turns (3), of which the best
counts; all take turns, so that a busy machine is busy for everyone. Each is a process of its own. Files lie in memory
(/dev/shm) where there is room, since disks differ more than programs do.
"""
import os
import subprocess
import sys
import tempfile
import time

ROWS = int(os.environ.get("BILANX_COMPARE_ROWS", 10_000_000))
TURNS = int(os.environ.get("BILANX_COMPARE_TURNS", 3))
PANDAS_PART = 20  # pandas writes one row in so many, and its time is multiplied
NAMES = ["time_s", "left_N", "right_N", "left_raw", "right_raw", "flags"]


def head(path):
    """Lines above the header row, for readers that know no comments."""
    with open(path) as file:
        return next(i for i, line in enumerate(file) if not line.startswith("#"))


# Reading. Each is told the types that ours has, which spares it from guessing.


def read_polars(path):
    import polars as pl

    types = [pl.Float64] * 3 + [pl.Int32] * 2 + [pl.UInt8]
    return pl.read_csv(path, comment_prefix="#", schema=dict(zip(NAMES, types)))


def arrow(path, threads):
    import pyarrow as pa
    from pyarrow import csv

    types = [pa.float64()] * 3 + [pa.int32()] * 2 + [pa.uint8()]
    # The line below the rows has one column.
    return csv.read_csv(
        path, csv.ReadOptions(use_threads=threads, skip_rows=head(path)),
        csv.ParseOptions(invalid_row_handler=lambda row: "skip"),
        csv.ConvertOptions(column_types=dict(zip(NAMES, types))))


def read_arrow(path):
    return arrow(path, False)


def read_arrow_threads(path):
    return arrow(path, True)


def read_duckdb(path):
    import duckdb

    duckdb.sql("set threads = 1")
    types = dict(zip(NAMES, ["DOUBLE"] * 3 + ["INTEGER"] * 2 + ["UTINYINT"]))
    # Its search for the dialect stumbles over the lines above the header row.
    return duckdb.sql(
        f"from read_csv('{path}', auto_detect = false, delim = ',', header = true, comment = '#', "
        f"columns = {types})").to_arrow_table()


TYPES = dict(zip(NAMES, ["float64"] * 3 + ["int32"] * 2 + ["uint8"]))


def read_pandas(path):
    import pandas

    return pandas.read_csv(path, comment="#", dtype=TYPES)


def read_pandas_arrow(path):
    import pandas

    return pandas.read_csv(path, engine="pyarrow", skiprows=head(path), on_bad_lines="skip", dtype=TYPES)


# Writing: four decimals, where it can be told.


def write_polars(path, copy):
    table = read_polars(path)
    return lambda: table.write_csv(copy, float_precision=4)


def write_arrow(path, copy):
    from pyarrow import csv

    table = arrow(path, True)
    return lambda: csv.write_csv(table, copy)


def write_duckdb(path, copy):
    import duckdb

    duckdb.sql("set threads = 1")
    table = read_arrow(path)
    duckdb.register("trial", table)
    return lambda: duckdb.sql(
        "copy (select time_s::decimal(12,4), left_N::decimal(12,4), right_N::decimal(12,4), left_raw, right_raw, flags "
        f"from trial) to '{copy}' (header)")


def write_pandas(path, copy):
    table = read_pandas_arrow(path).head(ROWS // PANDAS_PART)
    return lambda: table.to_csv(copy, index=False, float_format="%.4f")


def child(what, path, copy):
    """One turn in a process of its own: prints seconds."""
    if what.startswith("read"):
        # The first time imports what it needs; the better one counts.
        seconds, table = best(lambda: globals()[what](path), 2)
        assert len(table) == ROWS, len(table)
    else:
        work = globals()[what](path, copy)
        start = time.perf_counter()
        work()
        seconds = time.perf_counter() - start
    print(seconds)


# Analysis.


def numpy_jump(left, right, rate=1000.0, g=9.80665):
    """A countermovement jump as one writes it in numpy: weighing, events, motion, and each phase with its sides."""
    import numpy as np

    total = left + right
    # The quietest loaded second, every 20 ms, by running sums.
    n, step = int(rate), int(rate / 50)
    sums = np.cumsum(np.insert(total, 0, 0.0))
    squares = np.cumsum(np.insert(total * total, 0, 0.0))
    starts = np.arange(0, len(total) - n, step)
    means = (sums[starts + n] - sums[starts]) / n
    spread = (squares[starts + n] - squares[starts]) / n - means**2
    median = np.median(total[total >= 20])
    air = total < 20
    edges = np.flatnonzero(np.diff(np.concatenate(([0], air.view(np.int8), [0]))))
    flights = [(a, b) for a, b in zip(edges[::2], edges[1::2]) if 100 <= b - a < 1200 and a > n]
    takeoff, landing = flights[0]
    good = (means > 0.7 * median) & (starts + n < takeoff)
    weigh = starts[good][np.argmin(spread[good])]
    quiet = slice(weigh, weigh + n)
    weight, sd = total[quiet].mean(), total[quiet].std(ddof=1)
    mass = weight / g
    search = max(takeoff - int(2 * rate), weigh + n)
    onset = search + np.flatnonzero(np.abs(total[search:takeoff] - weight) > 5 * max(sd, 0.5))[0]
    start = onset - int(0.03 * rate)
    acceleration = (total[start:] - weight) / mass
    velocity = np.concatenate(([0.0], np.cumsum((acceleration[1:] + acceleration[:-1]) * (0.5 / rate))))
    rise = np.concatenate(([0.0], np.cumsum((velocity[1:] + velocity[:-1]) * (0.5 / rate))))
    push = takeoff - start
    lowest = int(np.argmin(velocity[: push + 1]))
    turn = lowest + int(np.flatnonzero(velocity[lowest:push] >= 0)[0])
    power = total[start:] * velocity
    out = {
        "bw": weight, "mass": mass, "bwLeft": left[quiet].mean(), "bwRight": right[quiet].mean(),
        "vTO": velocity[push], "jumpHeightIM": velocity[push] ** 2 / (2 * g),
        "jumpHeightFT": g * ((landing - takeoff) / rate) ** 2 / 8, "flightTime": (landing - takeoff) / rate,
        "depth": rise[: push + 1].min(), "peakVelocity": velocity[: push + 1].max(), "peakPower": power[: push + 1].max(),
        "timeToTakeoff": push / rate, "vMin": velocity[lowest],
    }
    out["rsiMod"] = out["jumpHeightIM"] / out["timeToTakeoff"]

    def sides(name, value):
        t, l, r = (value(force) for force in (total, left, right))
        out[name], out[name + "Left"], out[name + "Right"] = t, l, r
        out[name + "Asymmetry"] = 100 * (r - l) / max(abs(r), abs(l))

    phases = {"unw": (start, start + lowest), "brake": (start + lowest, start + turn), "prop": (start + turn, takeoff)}
    for name, (a, b) in phases.items():
        time = (b - a) / rate
        window = slice(a, b + 1)
        out[name + "Time"] = time
        out[name + "PowerMean"] = np.trapezoid(power[a - start : b + 1 - start], dx=1 / rate) / time
        out[name + "Work"] = out[name + "PowerMean"] * time
        sides(name + "Impulse", lambda force: np.trapezoid(force[window], dx=1 / rate))
        sides(name + "MeanForce", lambda force: np.trapezoid(force[window], dx=1 / rate) / time)
        sides(name + "PeakForce", lambda force: force[window].max())
        sides(name + "RFD", lambda force: (force[b] - force[a]) / time)
        sides(name + "RFDMax20", lambda force: ((force[a + 20 : b + 1] - force[a : b - 19]) * (rate / 20)).max())
    sides("peakForce", lambda force: force[onset : takeoff + 1].max())
    sides("peakLanding", lambda force: force[landing : landing + int(rate / 2)].max())
    sides("landImpulse", lambda force: np.trapezoid(force[landing : landing + int(rate / 2)], dx=1 / rate))
    stable = np.abs(total[landing:] - weight) < 0.05 * weight
    held = np.convolve(stable, np.ones(n), "valid") >= n - 0.5
    out["tts"] = float(np.argmax(held)) / rate if held.any() else float("nan")
    return out


def best(work, turns):
    times = []
    for _ in range(turns):
        start = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - start)
    return min(times), result


def analysis(path):
    """The others' analysis of the same forces, which are in memory: name, seconds, what came out."""
    import logging
    import warnings

    import numpy as np
    import pandas

    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    table = pandas.read_csv(path, comment="#")
    left, right = table.left_N.to_numpy(), table.right_N.to_numpy()
    total = np.ascontiguousarray(left + right)
    seconds, out = best(lambda: numpy_jump(left, right), 200)
    print(f"numpy|{seconds}|{len(out)} values, jump height {out['jumpHeightIM']:.4f} m")

    # The others weigh at the beginning and expect nobody to step on: they are given what follows, from a quiet second on.
    quiet = (total[i : i + 1000] for i in range(0, len(total) - 1000, 20))
    weighed = 20 * next(k for k, second in enumerate(quiet) if second.min() > 300 and np.ptp(second) < 30)
    rest = np.ascontiguousarray(total[weighed:])
    import plateforce as pf

    registry = pf.Registry.load()
    weighing = registry.method("bwepoch.fixed_window").bind(duration=1.0)
    onset = registry.method("onset.threshold.noise_relative").bind(k=5.0)
    takeoff = registry.method("takeoff.threshold.absolute_force").bind(threshold_n=20.0)

    def plateforce():
        return pf.analyse_countermovement_jump(pf.Trial(rest, sample_rate_hz=1000.0), weighing, onset, takeoff)

    seconds, jump = best(plateforce, 100)
    height = jump.jump_height_takeoff_frame_meters
    values = sum(type(getattr(jump, name)).__name__ == "Measured" for name in dir(jump) if not name.startswith("_"))
    print(f"plateforce {metadata('plateforce')}|{seconds}|{values} values of the total, jump height "
          f"{f'{height.value:.4f} m' if height else 'none'}")

    from jumpmetrics.core.jump_processing import process_jump_trial

    def jumpmetrics():
        return process_jump_trial(
            rest, sampling_frequency=1000, jump_type="countermovement", weighing_time=0.25, pid="1",
            compute_jump_height_from_flight_time=True)

    seconds, result = best(jumpmetrics, 3)
    frame = result["results_dataframe"]
    print(f"JumpMetrics {metadata('jumpmetrics')}|{seconds}|{frame.shape[1]} values of the total, jump height "
          f"{float(frame['jump_height_takeoff_velocity'].iloc[0]) if 'jump_height_takeoff_velocity' in frame else float('nan'):.4f} m")


def metadata(package):
    from importlib.metadata import version

    return version(package)


def run(command, threads=None):
    environment = dict(os.environ)
    if threads:
        environment["POLARS_MAX_THREADS"] = str(threads)
    return subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE, text=True).stdout


def table(title, path, rows):
    """rows: name, seconds, bytes; the first is ours on one thread."""
    print(title)
    ours = rows[0][1]
    for name, seconds, size in rows:
        print(f"  {name:<44}{seconds:8.3f} s {size / seconds / 1e6:8.0f} MB/s {seconds / ours:8.2f} × ours on one thread")


def folder():
    """In memory, where three copies fit twice."""
    need = ROWS * 45 * 6
    try:
        free = os.statvfs("/dev/shm")
        return "/dev/shm" if free.f_bavail * free.f_frsize > need else None
    except OSError:
        return None


def main(program):
    cores = os.cpu_count()
    python = [sys.executable, os.path.abspath(__file__)]
    with tempfile.TemporaryDirectory(dir=folder()) as work:
        trial, copy, jump = (os.path.join(work, name) for name in ("trial.csv", "copy.csv", "jump.csv"))
        run([program, "make", trial, str(ROWS)])
        size = os.path.getsize(trial)
        print(f"{ROWS} rows, {size / 1e6:.0f} MB, {cores} cores, best of {TURNS} turns, in {work}")
        others = lambda what: python + [what, trial, copy]
        reading = [
            ("Bilanx, 1 thread", [program, "read", trial, "1"], 0),
            ("Bilanx, 2 threads", [program, "read", trial, "2"], 0),
            ("Polars, 1 thread", others("read_polars"), 1),
            ("Polars, all threads", others("read_polars"), cores),
            ("PyArrow, 1 thread", others("read_arrow"), 0),
            ("PyArrow, all threads", others("read_arrow_threads"), 0),
            ("DuckDB, 1 thread", others("read_duckdb"), 0),
            ("pandas, its C engine", others("read_pandas"), 0),
            ("pandas, PyArrow's engine, all threads", others("read_pandas_arrow"), 0),
        ]
        writing = [
            ("Bilanx, 1 thread, synced", [program, "write", trial, copy, "1"], 0),
            ("Bilanx, 2 threads, synced", [program, "write", trial, copy, "2"], 0),
            ("Polars, 1 thread", others("write_polars"), 1),
            ("Polars, all threads", others("write_polars"), cores),
            ("PyArrow, shortest decimals", others("write_arrow"), 0),
            ("DuckDB, 1 thread, as decimals", others("write_duckdb"), 0),
            (f"pandas, 1 row in {PANDAS_PART}, scaled", others("write_pandas"), 0),
        ]
        times, sizes = {}, {}
        for _ in range(TURNS):
            for kind, list_ in (("r", reading), ("w", writing)):
                for name, command, threads in list_:
                    if os.path.exists(copy):
                        os.remove(copy)
                    seconds = float(run(command, threads).split()[0])
                    scale = PANDAS_PART if name.startswith("pandas, 1 row") else 1
                    times[kind, name] = min(times.get((kind, name), 1e9), seconds * scale)
                    sizes[kind, name] = (os.path.getsize(copy) if kind == "w" else size) * scale
        for kind, title, list_ in (("r", "reading into columns", reading), ("w", "writing four decimals", writing)):
            table(title, trial, [(name, times[kind, name], sizes[kind, name]) for name, _, _ in list_])

        run([program, "jump", jump, "20"])
        found = {}
        for _ in range(TURNS):
            seconds, text = run([program, "analyze", jump, "300"]).split(" ", 1)
            lines = [("Bilanx", float(seconds), text.strip())]
            for line in run(python + ["analysis", jump]).splitlines():
                name, seconds, text = line.split("|")
                lines.append((name, float(seconds), text))
            for name, seconds, text in lines:
                found[name] = min(found.get(name, (1e9, "")), (seconds, text))
        print("a countermovement jump of 20 s on two plates, parsed before")
        ours = found["Bilanx"][0]
        for name, (seconds, text) in found.items():
            print(f"  {name:<20}{1e3 * seconds:10.3f} ms {seconds / ours:10.1f} × ours   {text}")


if __name__ == "__main__":
    if sys.argv[1] == "analysis":
        analysis(sys.argv[2])
    elif len(sys.argv) == 4:
        child(*sys.argv[1:])
    else:
        main(sys.argv[1])
