"""A second route: numpy and scipy compute what Bilanx computed, from the inputs that its tests wrote.

    BILANX_DUMP=DIR swift test --filter 'StatisticsDump|SymmetryDump'
    python3 .ci/statistics.py DIR
"""
import itertools
import json
import math
import sys

import numpy as np
from scipy import special, stats

RELATIVE = 1e-9


class SplitMix64:
    mask = (1 << 64) - 1

    def __init__(self, seed):
        self.state = seed

    def index(self, count):
        self.state = (self.state + 0x9E3779B97F4A7C15) & self.mask
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & self.mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & self.mask
        return int(((z ^ (z >> 31)) >> 11) * 2.0**-53 * count)


def descriptive(x, p):
    return [x.mean(), x.std(ddof=1), 100 * x.std(ddof=1) / abs(x.mean()), np.median(x), np.quantile(x, p[0])]


def welch(x, y):
    result = stats.ttest_ind(y, x, equal_var=False)
    interval = result.confidence_interval(0.95)
    return [result.df, interval.low, interval.high]


def icc(*rows):
    table = np.array(rows)
    n, k = table.shape
    grand = table.mean()
    total = ((table - grand) ** 2).sum()
    subjects = k * ((table.mean(axis=1) - grand) ** 2).sum()
    sessions = n * ((table.mean(axis=0) - grand) ** 2).sum()
    msr, msc = subjects / (n - 1), sessions / (k - 1)
    mse = (total - subjects - sessions) / ((n - 1) * (k - 1))
    msw = (total - subjects) / (n * (k - 1))
    two = (msr - mse) / (msr + (k - 1) * mse + k * (msc - mse) / n)
    ratio = msr / mse
    low = ratio / stats.f.ppf(0.975, n - 1, (n - 1) * (k - 1))
    high = ratio * stats.f.ppf(0.975, (n - 1) * (k - 1), n - 1)
    # Satterthwaite's degrees of freedom as McGraw and Wong 1996 write them, with a and b.
    a = k * two / (n * (1 - two))
    b = 1 + k * two * (n - 1) / (n * (1 - two))
    v = (a * msc + b * mse) ** 2 / ((a * msc) ** 2 / (k - 1) + (b * mse) ** 2 / ((n - 1) * (k - 1)))
    f1, f2 = stats.f.ppf(0.975, n - 1, v), stats.f.ppf(0.975, v, n - 1)
    rest = k * msc + (k * n - k - n) * mse
    return [
        (msr - msw) / (msr + (k - 1) * msw), two, (msr - mse) / (msr + (k - 1) * mse),
        (msr - mse) / (msr + (msc - mse) / n), (msr - mse) / msr,
        (low - 1) / (low + k - 1), (high - 1) / (high + k - 1),
        n * (msr - f1 * mse) / (f1 * rest + n * msr), n * (f2 * msr - mse) / (rest + n * f2 * msr),
    ]


def typical_error(x, y):
    deviation = np.std(y - x, ddof=1)
    logs = np.std(np.log(y / x), ddof=1)
    return [deviation / 2**0.5, 100 * (np.exp(logs / 2**0.5) - 1), stats.norm.ppf(0.975) * deviation]


def least_squares(*columns):
    design, observed = np.array(columns[:-1]).T, columns[-1]
    beta, *_ = np.linalg.lstsq(design, observed, rcond=None)
    rss = ((observed - design @ beta) ** 2).sum()
    covariance = np.linalg.inv(design.T @ design) * rss / (len(observed) - design.shape[1])
    return [*beta, rss, *np.sqrt(np.diag(covariance))]


def bootstrap(x, y, settings):
    def statistic(a, b):
        return 100 * (b.mean() - a.mean()) / max(a.mean(), b.mean())

    count, seed = map(int, settings)
    random = SplitMix64(seed)
    draws = []
    for _ in range(count):
        a = x[[random.index(len(x)) for _ in x]]
        b = y[[random.index(len(y)) for _ in y]]
        draws.append(statistic(a, b))
    draws = np.array(draws)
    estimate = statistic(x, y)
    bias = special.ndtri(((draws < estimate).sum() + 0.5 * (draws == estimate).sum()) / count)
    left_out = np.array(
        [statistic(np.delete(x, i), y) for i in range(len(x))] + [statistic(x, np.delete(y, i)) for i in range(len(y))])
    d = left_out.mean() - left_out
    a = (d**3).sum() / (6 * (d**2).sum() ** 1.5)
    z = bias + special.ndtri(np.array([0.025, 0.975]))
    levels = special.ndtr(bias + z / (1 - a * z))
    return [*np.quantile(draws, [0.025, 0.975]), *np.quantile(draws, levels)]


def indices(pair):
    l, r = pair
    return [
        100 * r / (l + r), 100 * (r - l) / max(l, r), 100 * (r - l) / (l + r), 200 * (r - l) / (l + r),
        (45 - math.degrees(math.atan(l / r))) / 90 * 100, 100 * math.log(r / l), (r - l) / math.hypot(l, r),
    ]


def trials(l, r):
    den = max(0, *l, *r) - min(0, *l, *r)
    sigma = max(np.std(l, ddof=1), np.std(r, ddof=1))
    a, b = l.mean(), r.mean()
    weight = 1 - 2**0.5 * sigma / np.sqrt(2 * sigma**2 + a * a + b * b)
    return [100 * np.mean((r - l) / den), weight * (b - a) / math.hypot(a, b)]


def best_shift(n, score):
    reach = (n - 1) // 10
    shifts = sorted(range(-reach, reach + 1), key=lambda k: (abs(k), -k))
    return max(shifts, key=score)


def overlap(l, r, k):
    return (l[: len(l) - k], r[k:]) if k >= 0 else (l[-k:], r[:k])


def trend(l, r):
    m = np.column_stack([l - l.mean(), r - r.mean()])
    values, vectors = np.linalg.eigh(m.T @ m)
    axis = vectors[:, 1] * (1 if vectors[0, 1] > 0 else -1)
    return values[0] / values[1], math.degrees(math.atan2(axis[1], axis[0]))


def waveform(l, r):
    step = 1 / (len(l) - 1)
    area = np.trapezoid(np.abs(r - l), dx=step)
    left, right = np.trapezoid(l, dx=step), np.trapezoid(r, dx=step)
    ranges = np.ptp(l) + np.ptp(r)
    rms = np.sqrt(np.mean((r - l) ** 2))
    lag = best_shift(len(l), lambda k: np.corrcoef(*overlap(l, r, k))[0, 1])
    ratio, angle = trend(l, r)
    shift = best_shift(len(l), lambda k: 1 - trend(*overlap(l, r, k))[0])
    low, high = min(l.min(), r.min()), max(l.max(), r.max())
    x, y = (l - low) / (high - low) + 1, (r - low) / (high - low) + 1
    curve = 200 * (y - x) / (y + x)
    return [
        100 * (right - left) / (right + left), 100 * area / (0.5 * (right + left)), 200 * area / ranges, rms,
        200 * rms / ranges, np.corrcoef(l, r)[0, 1], lag, np.corrcoef(*overlap(l, r, lag))[0, 1], 1 - ratio, angle,
        np.ptp(r) / np.ptp(l), shift, curve.max(), curve.min(),
    ]


def resample(x, window):
    return np.interp(np.linspace(*window, 101), np.arange(len(x)), x)


def permutation(*curves):
    d = np.array(curves)

    def t(values):
        return stats.ttest_1samp(values, 0, axis=0).statistic

    peaks = [np.abs(t(d * np.array(signs)[:, None])).max() for signs in itertools.product([1, -1], repeat=len(d))]
    # A tie of a flip with its mirror must not fall to the last binary digit.
    reach = np.array(peaks) * (1 + 1e-12)
    critical = np.sort(peaks)[math.ceil(0.95 * len(peaks)) - 1]
    return [*t(d), critical, *[(reach >= abs(value)).mean() for value in t(d)]]


ROUTES = {
    "normal": lambda a: [special.ndtri(a[0]), special.ndtr(a[1])],
    "t": lambda a: [stats.t.ppf(a[0], a[2]), stats.t.cdf(a[1], a[2])],
    "f": lambda a: [stats.f.ppf(a[0], a[2], a[3]), stats.f.cdf(a[1], a[2], a[3])],
    "chi2": lambda a: [stats.chi2.ppf(a[0], a[2]), stats.chi2.cdf(a[1], a[2])],
    "descriptive": descriptive,
    "meanInterval": lambda x: stats.t.interval(0.95, len(x) - 1, x.mean(), stats.sem(x)),
    "welch": welch,
    "icc": icc,
    "typicalError": typical_error,
    "leastSquares": least_squares,
    "bootstrap": bootstrap,
    "indices": indices,
    "trials": trials,
    "waveform": waveform,
    "resample": resample,
    "permutation": permutation,
}

folder = sys.argv[1]
seen = {name: [0, 0.0] for name in ROUTES}
wrong = 0
for file in ["statistics.jsonl", "symmetry.jsonl"]:
    for number, line in enumerate(open(f"{folder}/{file}"), 1):
        case = json.loads(line)
        ours = case["out"]
        theirs = ROUTES[case["f"]](*map(np.array, case["in"]))
        assert len(ours) == len(theirs), (file, number, case["f"])
        # A result near 0 is a difference of numbers of the size of the case: judged by the largest of its results.
        scale = max([abs(v) for v in theirs if np.isfinite(v)] + [1e-300])
        for position, (a, b) in enumerate(zip(ours, theirs)):
            error = math.inf if a is None or not np.isfinite(b) else abs(a - b) / max(abs(b), 1e-6 * scale)
            seen[case["f"]][0] += 1
            seen[case["f"]][1] = max(seen[case["f"]][1], error)
            if error > RELATIVE:
                wrong += 1
                print(f"{file}:{number}: {case['f']} [{position}]: ours {a}, second route {b}", file=sys.stderr)
for name, (count, worst) in seen.items():
    print(f"{name:14} {count:6} numbers, largest relative difference {worst:.1e}")
    if count == 0:
        wrong += 1
        print(f"{name}: nothing was compared", file=sys.stderr)
sys.exit(1 if wrong else 0)
