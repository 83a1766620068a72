"""A second route for changes: pingouin and scipy compute what `bilanx trend` says of a written season.

    BILANX_DUMP=DIR swift test --filter seasonDump
    python3 .ci/trend.py .build-test/release/bilanx DIR/season
"""
import csv
import datetime
import glob
import json
import os
import subprocess
import sys

# Beside this file lies a statistics.py, which must not stand for Python's own.
sys.path = [path for path in sys.path if os.path.realpath(path) != os.path.dirname(os.path.realpath(__file__))]

import numpy as np
import pandas as pd
import pingouin
from scipy import stats

program, folder = sys.argv[1:3]
SYSTEMATIC = {"cmj": 0.002, "imtp": 0.0}
checked = 0


def near(name, ours, theirs, relative=1e-8):
    global checked
    checked += 1
    assert ours is not None, name
    assert abs(ours - theirs) <= relative * abs(theirs) + 1e-10, (name, ours, theirs)


def trend(*arguments):
    done = subprocess.run(
        [program, "trend", *arguments, "--format", "json", "-o", folder], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def recordings():
    """One row a trial, from the results beside each recording."""
    rows = []
    for path in glob.glob(os.path.join(folder, "recordings", "*", "*", "results.json")):
        with open(os.path.join(os.path.dirname(path), "trial.csv"), encoding="utf-8") as file:
            head = dict(line[2:].rstrip("\n").split(": ", 1) for line in file if line.startswith("# ") and ": " in line)
        with open(path, encoding="utf-8") as file:
            document = json.load(file)["recordings"][0]
        for trial in document["trials"]:
            metric = trial["metrics"][0]
            rows.append((head["athlete"], head["started"], document["test"], metric["left"], metric["right"]))
    table = pd.DataFrame(rows, columns=["athlete", "started", "test", "left", "right"])
    table["moment"] = [datetime.datetime.fromisoformat(text).timestamp() for text in table.started]
    return table


trials = recordings()
sessions = trials.groupby(["test", "athlete", "moment"]).agg(
    left=("left", "mean"), right=("right", "mean"), left_sd=("left", "std"), right_sd=("right", "std")).reset_index()
sessions["index"] = 100 * (sessions.right - sessions.left) / (sessions.right + sessions.left)
cmj = sessions[sessions.test == "cmj"].sort_values("moment")
scale = {"left": np.log, "right": np.log, "index": np.asarray}
readable = {"left": lambda x: 100 * np.expm1(x), "right": lambda x: 100 * np.expm1(x), "index": lambda x: x}
back = {"left": np.exp, "right": np.exp, "index": lambda x: x}


def squad(quantity, without=None):
    """Pooled standard deviation within person, its degrees of freedom, and those of the spread of people."""
    groups = [scale[quantity](g[quantity].to_numpy()) for a, g in cmj.groupby("athlete") if a != without]
    df = np.array([len(g) - 1 for g in groups])
    variances = np.array([np.var(g, ddof=1) for g in groups])
    pooled = (df * variances).sum() / df.sum()
    ratio = (df * variances**2 / (1 + 2 / df)).sum() / df.sum() / pooled**2
    spread = (4 * ratio - 2) / (ratio - 1) if ratio > 1 else np.inf
    return np.sqrt(pooled), df.sum(), spread, 0.2 * np.std([g.mean() for g in groups], ddof=1)


def check_trend(code):
    own = cmj[cmj.athlete == code]
    report = trend(code, "--test", "cmj", "--metric", "peakForce")["trends"][0]
    assert len(report["sessions"]) == len(own) == 20
    for point, (_, row) in zip(report["sessions"], own.iterrows()):
        for limb in ("left", "right"):
            near("session " + limb, point[limb]["value"], row[limb])
            near("cv " + limb, point[limb]["cv"], 100 * row[limb + "_sd"] / row[limb])
        near("index", point["asymmetry"]["value"], row["index"])
    m = len(own) - 1
    weeks = (own.moment.to_numpy() - own.moment.iloc[0]) / 604800
    verdicts = {}
    for series in report["series"]:
        q = series["quantity"]
        x = scale[q](own[q].to_numpy())
        base, latest = x[:-1], x[-1]
        sd = np.std(base, ddof=1)
        t = stats.t.ppf(0.975, m - 1)
        half = t * sd * np.sqrt(1 + 1 / m)
        band = series["band"]
        near(q + " centre", band["centre"], back[q](base.mean()))
        near(q + " low", band["bounds"][0], back[q](base.mean() - half))
        near(q + " high", band["bounds"][1], back[q](base.mean() + half))
        near(q + " change", series["change"], readable[q](latest - base.mean()))
        near(q + " error", series["error"]["typical_error"], readable[q](sd))
        near(q + " t", series["error"]["t"], t)
        near(q + " MDC", series["error"]["mdc95"], readable[q](t * np.sqrt(2) * sd))
        assert series["decided_by"] == "individualBand"
        assert series["verdict"] == ("real" if abs(latest - base.mean()) > half else "withinNoise"), code
        verdicts[q] = series["verdict"]
        for key, places in (("per_session", np.arange(len(x))), ("per_week", weeks)):
            line = stats.linregress(places, x)
            reach = stats.t.ppf(0.975, len(x) - 2) * line.stderr
            near(q + key, series[key]["change"], readable[q](line.slope))
            near(q + key + " low", series[key]["ci95"][0], readable[q](line.slope - reach))
            near(q + key + " high", series[key]["ci95"][1], readable[q](line.slope + reach))
        error, df, _, worthwhile = squad(q, code)
        near(q + " squad", series["squad"]["typical_error"], readable[q](error))
        near(q + " SWC of the squad", series["squad"]["swc"], readable[q](worthwhile))
        assert series["squad"]["df"] == df
        place = stats.f.cdf(sd**2 / error**2, m - 1, df)
        assert series["compared_with_squad"] == ("more" if place > 0.975 else "less" if place < 0.025 else "alike")
        if q != "index":
            between = 100 * np.std(own[q].to_numpy()[:-1], ddof=1) / own[q].to_numpy()[:-1].mean()
            near(q + " CV between", series["cv_between"], between)
            near(q + " SWC", series["swc_own"], 0.3 * between)
            near(q + " CV within", series["cv_within"], np.sqrt(((100 * own[q + "_sd"] / own[q]) ** 2).mean()))
    return verdicts


def check_few(code):
    """The third session: two earlier ones, so that the squad's error judges."""
    own = cmj[cmj.athlete == code].iloc[:3]
    day = datetime.datetime.fromtimestamp(own.moment.iloc[2], datetime.timezone(datetime.timedelta(hours=1)))
    report = trend(code, "--test", "cmj", "--metric", "peakForce", "--on", day.strftime("%Y-%m-%d"))["trends"][0]
    for series in report["series"]:
        q = series["quantity"]
        x = scale[q](own[q].to_numpy())
        error, df, spread, _ = squad(q, code)
        t = stats.t.ppf(0.975, min(df, spread))
        limit = t * error * np.sqrt(1 + 1 / 2)
        near(q + " t of the squad", series["error"]["t"], t)
        near(q + " limit", series["limits"][1], readable[q](limit))
        own_sd = np.std(x[:2], ddof=1)
        restless = stats.f.cdf(own_sd**2 / error**2, 1, df) > 0.975
        real = abs(x[2] - x[:2].mean()) > limit
        assert series["decided_by"] == "squadError"
        assert series["verdict"] == ("needsMore" if real and restless else "real" if real else "withinNoise")


def check_reliability():
    document = trend("--reliability", "--test", "cmj", "--metric", "peakForce")
    for series in document["metrics"][0]["series"]:
        q = series["quantity"]
        error, df, spread, worthwhile = squad(q)
        near(q + " pooled", series["typical_error"], readable[q](error))
        near(q + " SWC", series["swc"], readable[q](worthwhile))
        near(q + " MDC", series["mdc95"], readable[q](stats.t.ppf(0.975, min(df, spread)) * np.sqrt(2) * error))
        assert series["df"] == df
        pair = series["pair"]
        last = cmj.groupby("athlete").tail(2).copy()
        last["session"] = last.groupby("athlete").cumcount()
        wide = last.pivot(index="athlete", columns="session", values=q)
        change = (wide[1] - wide[0]).to_numpy()
        near(q + " TE", pair["typical_error"], change.std(ddof=1) / np.sqrt(2))
        near(q + " MDC of two", pair["mdc95"], stats.norm.ppf(0.975) * change.std(ddof=1))
        if (wide > 0).all().all():
            logs = np.log(wide[1] / wide[0]).std(ddof=1)
            near(q + " CV_TE", pair["cv_te"], 100 * np.expm1(logs / np.sqrt(2)))
        icc = pingouin.intraclass_corr(last, targets="athlete", raters="session", ratings=q).set_index("Type")
        kinds = {"ICC(C,1)": "icc31", "ICC(A,1)": "icc21", "ICC3": "icc31", "ICC2": "icc21"}
        found = [kind for kind in kinds if kind in icc.index]
        assert len(found) == 2, list(icc.index)
        for kind in found:
            near(q + kind, pair[kinds[kind]], icc.loc[kind, "ICC"])
            column = "CI95" if "CI95" in icc.columns else "CI95%"
            # pingouin prints bounds with two decimals.
            for ours, theirs in zip(pair[kinds[kind] + "_ci95"], icc.loc[kind, column]):
                assert abs(ours - theirs) <= 0.00501, (q, kind, ours, theirs)


def check_agreement():
    document = trend("--agreement")
    sides = {}
    for test in ("cmj", "imtp"):
        for athlete, own in trials[trials.test == test].groupby("athlete"):
            last = own[own.moment == own.moment.max()]
            ratio = np.log(last.right / last.left)
            reach = stats.t.ppf(0.975, len(ratio) - 1) * stats.sem(ratio)
            reach = np.hypot(reach, 2 * SYSTEMATIC[test])
            side = "right" if last.right.mean() > last.left.mean() else "left"
            sides.setdefault(athlete, []).append((side, abs(ratio.mean()) > reach))
    pair = document["pairs"][0]
    for key, people in (
        ("clear", [s for s in sides.values() if s[0][1] and s[1][1]]), ("all", list(sides.values()))):
        table = pd.crosstab(
            pd.Categorical([s[0][0] for s in people], ["right", "left"]),
            pd.Categorical([s[1][0] for s in people], ["right", "left"]), dropna=False).to_numpy()
        ours = pair[key]
        counts = [ours["both_right"], ours["first_right"], ours["second_right"], ours["both_left"]]
        assert counts == table.flatten().tolist(), (key, counts, table)
        n = table.sum()
        observed = np.trace(table) / n
        expected = (table.sum(axis=0) * table.sum(axis=1)).sum() / n**2
        near(key + " observed", ours["observed"], observed)
        near(key + " kappa", ours["kappa"], (observed - expected) / (1 - expected))
    assert pair["clear"]["undecided"] == len(sides) - sum(s[0][1] and s[1][1] for s in sides.values())
    return pair


with open(os.path.join(folder, "truth.csv"), encoding="utf-8") as file:
    truth = {row["code"]: row for row in csv.DictReader(file)}
alarms = []
for code in truth:
    for quantity, verdict in check_trend(code).items():
        if int(truth[code][quantity]) >= 20:
            alarms.append(verdict == "real")
for code in list(truth)[:6]:
    check_few(code)
check_reliability()
pair = check_agreement()
print(
    f"trend: {checked} numbers agree with numpy, scipy and pingouin; real at no change {sum(alarms)} of {len(alarms)}; "
    f"kappa of cmj and imtp {pair['clear']['kappa']:.3f} over {pair['people'] - pair['clear']['undecided']} people")
