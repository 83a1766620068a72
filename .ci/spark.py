"""Writes isometric pulls of known asymmetry, analyses them in one process and by Spark, and compares the tables."""

import os
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy
import pandas

bilanx, count = str(pathlib.Path(sys.argv[1]).resolve()), int(sys.argv[2])
RATE, SECONDS = 200, 2
# pairs in the file say their unit, so nothing is left to be told of ten thousand files
HEADER = "time (s),left (N),right (N)\n"
ARGUMENTS = ["--test", "iso"]


def write_trials(folder):
    """Half a second of rest, a rise over 0.15 s, a hold; returns the true asymmetry of each file."""
    random = numpy.random.default_rng(20261122)
    t = numpy.arange(RATE * SECONDS) / RATE
    line = "".join(f"{x:.3f},%.1f,%.1f\n" for x in t)
    truth = {}
    for k in range(count):
        asymmetry = round(random.uniform(-25, 25), 2)
        total = random.uniform(400, 2500) / (1 + numpy.exp(-(t - 0.7) / 0.03))
        forces = numpy.stack([total * (50 - asymmetry / 2) / 100, total * (50 + asymmetry / 2) / 100], axis=1)
        forces += random.normal(0, 0.3, forces.shape)
        name = f"trial-{k:05d}.csv"
        (folder / name).write_text(HEADER + line % tuple(forces.ravel().tolist()))
        truth[name] = asymmetry
    return truth


def timed(name, command, **options):
    start = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
    if done.returncode:
        sys.exit(f"{name}: exit code {done.returncode}\n{done.stderr[-4000:]}")
    seconds = time.monotonic() - start
    print(f"{name:28} {seconds:6.1f} s  {count / seconds:7.0f} recordings/s", flush=True)
    return done.stdout


with tempfile.TemporaryDirectory() as base:
    base = pathlib.Path(base)
    trials = base / "trials"
    trials.mkdir()
    truth = write_trials(trials)

    analyze = [bilanx, "analyze", str(trials), "--no-header", *ARGUMENTS]
    one = timed("one process, one thread", [*analyze, "--jobs", "1"])
    all_cores = timed(f"one process, {os.cpu_count()} threads", analyze)
    assert one == all_cores, "the number of threads changes the table"

    output = base / "table.csv"
    timed("the same into a file", [bilanx, "analyze", str(trials), "--output", str(output), *ARGUMENTS])
    table = pandas.read_csv(output, low_memory=False)
    header, rows = output.read_text().split("\n", 1)
    assert rows == one, "--output and standard output differ"

    parts = base / "parts"
    example = pathlib.Path(__file__).parents[1] / "docs/batch_spark.py"
    environment = dict(os.environ, SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable, PYTHONWARNINGS="ignore")
    timed("PySpark, with its start", [sys.executable, str(example), bilanx, str(trials), str(parts), *ARGUMENTS],
          env=environment)
    spark = "".join(part.read_text() for part in sorted(parts.glob("part-*")))
    assert sorted(spark.splitlines()) == sorted(one.splitlines()), "Spark and one process differ"
    assert len(one.splitlines()) == len(table) > 0

    # What was analysed is what was written: the larger side and its size.
    found = table[(table.metric == "peakForce") & (table.limb == "asymmetry") & table.trial.notna()]
    found = found.set_index("recording").value
    assert len(found) == count and set(found.index) == set(truth), len(found)
    error = (found - pandas.Series(truth)).abs()
    assert error.max() < 0.5, error.max()
    print(f"{len(table)} rows equal; asymmetry of {count} trials found within {error.max():.2f} points")
