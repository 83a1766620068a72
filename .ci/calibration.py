"""A second route: numpy and scipy compute calibrations anew from the inputs that the tests wrote.

    BILANX_DUMP=DIR swift test --filter CalibrationDump
    python3 .ci/calibration.py DIR
"""
import json
import math
import sys

import numpy as np
from scipy import stats

RELATIVE = 1e-8


def regression(design, observed):
    """Coefficients, their covariance without the variance, and the residual variance."""
    scale = np.linalg.norm(design, axis=0)
    q, r = np.linalg.qr(design / scale)
    beta = np.linalg.solve(r, q.T @ observed) / scale
    inverse = np.linalg.inv(r)
    covariance = inverse @ inverse.T / np.outer(scale, scale)
    rest = observed - design @ beta
    left = len(observed) - design.shape[1]
    return beta, covariance, rest @ rest, left


def powers(x, degree):
    return np.vander(x, degree + 1, increasing=True)


def polynomial(raw, forces, settings):
    degree, at = int(settings[0]), settings[1]
    # On arguments of the size of one, then scaled back: the normal matrix of plain powers has no digits left.
    top = np.abs(raw).max()
    beta, covariance, rss, left = regression(powers(raw / top, degree), forces)
    s = math.sqrt(rss / left)
    back = top ** np.arange(degree + 1)
    here = powers(np.array([at / top]), degree)[0]
    return [*beta / back, *s * np.sqrt(np.diag(covariance)) / back, s, here @ beta,
            s * math.sqrt(here @ covariance @ here)]


def degree_test(raw, forces, settings):
    degree = int(settings[0])
    x = raw / np.abs(raw).max()
    small, large = (regression(powers(x, d), forces) for d in (degree, degree + 1))
    return [(small[2] - large[2]) / (large[2] / large[3]), stats.f.ppf(0.95, 1, large[3])]


def linearity(raw, forces):
    line = np.polynomial.Polynomial.fit(raw, forces, 1)
    best = np.abs(forces - line(raw)).max()
    low, high = forces.argmin(), forces.argmax()
    through = forces[low] + (raw - raw[low]) * (forces[high] - forces[low]) / (raw[high] - raw[low])
    return [best, np.abs(forces - through).max(), 100 * best / forces.max()]


def matrix(*lines):
    loads, channels = np.array(lines[0::2]), np.array(lines[1::2])
    found = (np.linalg.pinv(channels) @ loads).T
    rest = loads - channels @ found.T
    inverse = np.linalg.inv(channels.T @ channels)
    variance = (rest**2).sum(axis=0) / (len(loads) - 6)
    errors = np.sqrt(np.outer(variance, np.diag(inverse)))
    percent = 100 * np.sqrt((rest**2).mean(axis=0)) / np.abs(loads).max(axis=0)
    return [*found.ravel(), np.linalg.cond(channels), np.linalg.matrix_rank(channels), *percent, *errors.ravel()]


def budget(settings):
    a, b, c, d, n, degrees = settings
    parts = np.array([a / math.sqrt(n), 0.7 * b / math.sqrt(3), c / 2, d, a / math.sqrt(12), b / math.sqrt(6)])
    combined = math.sqrt((parts**2).sum())
    effective = combined**4 / (parts[0] ** 4 / (n - 1) + parts[3] ** 4 / degrees)
    factor = stats.t.ppf((1 + 0.9545) / 2, effective)
    return [combined, effective, factor, combined * (factor if effective < 30 else 2)]


def corners(*lines):
    cells = np.array([[-200, 150], [200, 150], [200, -150], [-200, -150]]) / 200
    design, known = [], []
    for (force, x, y), readings in zip(lines[0::2], lines[1::2]):
        design += [readings, readings * cells[:, 0], readings * cells[:, 1]]
        known += [force, force * x / 200, force * y / 200]
    design = np.array(design)
    beta, covariance, rss, left = regression(design, np.array(known))
    return [*beta, *np.sqrt(rss / left * np.diag(covariance)), np.linalg.cond(design)]


def temperature(degrees, zero, loaded):
    design = np.column_stack([np.ones_like(degrees), degrees - 20])
    span, covariance, rss, left = regression(design, loaded - zero)
    rest, _, rss_zero, _ = regression(design, zero)
    slope, drift = span[1] / span[0], rest[1]
    errors = [math.sqrt(r / left * covariance[1, 1]) for r in (rss, rss_zero)]
    # The calibration's polynomial of the reading less its drift, over the grown span.
    moved = np.polynomial.Polynomial([1, 2, 0.01])(np.polynomial.Polynomial([-7 * drift, 1])) / (1 + 7 * slope)
    return [slope, errors[0] / abs(span[0]), drift, errors[1], *moved.coef]


def pair(right, time, force, uncertainty):
    weight = force / uncertainty
    design = np.column_stack([np.ones_like(time), right - 0.5, time - time[0]]) * weight[:, None]
    beta, covariance, rss, left = regression(design, np.log(force) * weight)
    u = math.sqrt(covariance[1, 1]) * max(1, math.sqrt(rss / left))
    factor = stats.t.ppf(0.975, left) if rss > stats.chi2.ppf(0.95, left) else stats.norm.ppf(0.975)
    return [beta[1], u, factor * u, beta[2], 100 * math.tanh(factor * u / 2)]


def proving(forces, x1, x2, x3, x4, x5, x6):
    turned = np.array([x1, x3, x5])
    mean = turned.mean(axis=0)
    z = forces / forces.max()
    design = np.column_stack([z, z**2, z**3])
    curve = design @ np.linalg.lstsq(design, mean, rcond=None)[0]
    rows = [100 * np.ptp(turned, axis=0) / mean, 200 * np.abs(x2 - x1) / (x1 + x2), 100 * (mean - curve) / curve,
            50 * (np.abs(x4 - x3) / x3 + np.abs(x6 - x5) / x5),
            100 * np.sqrt(((turned - mean) ** 2).sum(axis=0) / 6) / mean]
    return np.array(rows).T.ravel()


def lower_limit(forces, deflections):
    top = forces.max()
    beta, _, rss, left = regression(powers(forces / top, 2), deflections)
    s = math.sqrt(rss / left)
    return [s, 2.4 * s * top / beta[1:].sum()]


def chart(values):
    spread = np.abs(np.diff(values)).mean() * math.sqrt(math.pi) / 2
    slope = np.polyfit(np.arange(len(values)), values, 1)[0]
    return [values.mean(), values.mean() - 3 * spread, values.mean() + 3 * spread, slope * (len(values) - 1)]


ROUTES = {
    "polynomial": polynomial,
    "degree": degree_test,
    "linearity": linearity,
    "matrix": matrix,
    "budget": budget,
    "corners": corners,
    "temperature": temperature,
    "pair": pair,
    "proving": proving,
    "lowerLimit": lower_limit,
    "chart": chart,
    "plates": lambda mass, shown: 100 * (shown / (mass[0] * 9.81) - 1),
}
# The real plates are not in every checkout.
OPTIONAL = {"plates"}

seen = {name: [0, 0.0] for name in ROUTES}
wrong = 0
for number, line in enumerate(open(f"{sys.argv[1]}/calibration.jsonl"), 1):
    case = json.loads(line)
    theirs = ROUTES[case["f"]](*map(np.array, case["in"]))
    assert len(case["out"]) == len(theirs), (number, case["f"])
    for position, (a, b) in enumerate(zip(case["out"], theirs)):
        # What is nearly 0 is the difference of larger numbers: residuals in %, an off-diagonal entry.
        error = math.inf if a is None or not np.isfinite(b) else abs(a - b) / max(abs(b), 1e-4 * np.abs(theirs).max())
        seen[case["f"]][0] += 1
        seen[case["f"]][1] = max(seen[case["f"]][1], error)
        if error > RELATIVE:
            wrong += 1
            print(f"calibration.jsonl:{number}: {case['f']} [{position}]: ours {a}, second route {b}", file=sys.stderr)
for name, (count, worst) in seen.items():
    print(f"{name:14} {count:6} numbers, largest relative difference {worst:.1e}")
    if count == 0 and name not in OPTIONAL:
        wrong += 1
        print(f"{name}: nothing was compared", file=sys.stderr)
sys.exit(1 if wrong else 0)
