#!/usr/bin/env python3
"""scipy computes the filters of .build-test/signal.jsonl again; every number must agree to 1e-10."""
import json
import sys

import numpy as np
from scipy import signal

TOLERANCE = 1e-10
path = sys.argv[1] if len(sys.argv) > 1 else ".build-test/signal.jsonl"
worst = dict.fromkeys(("sos", "zi", "sosfilt", "sosfilt_zi", "sosfiltfilt"), 0.0)
lines = 0
with open(path) as file:
    for line in file:
        case = json.loads(line)
        lines += 1
        btype = {"lowPass": "lowpass", "highPass": "highpass"}[case["kind"]]
        x = np.array(case["input"])
        sos = signal.butter(case["order"], case["cutoff"], btype, fs=case["rate"], output="sos")
        zi = signal.sosfilt_zi(sos)
        own = {
            "sos": sos,
            "zi": zi,
            "sosfilt": signal.sosfilt(sos, x),
            "sosfilt_zi": signal.sosfilt(sos, x, zi=zi * x[0])[0],
            "sosfiltfilt": signal.sosfiltfilt(sos, x),
        }
        for name, expected in own.items():
            got = np.array(case[name])
            assert got.shape == expected.shape, (name, got.shape, expected.shape)
            difference = float(np.max(np.abs(got - expected)))
            if not difference <= TOLERANCE:
                sys.exit(f"line {lines}: {name} differs by {difference:.3g}: "
                         f"{case['kind']} order {case['order']}, {case['cutoff']} Hz at {case['rate']}/s")
            worst[name] = max(worst[name], difference)
if lines == 0:
    sys.exit(f"{path} is empty: run the tests with BILANX_DUMP=1")
print(f"scipy: {lines} filters agree;", ", ".join(f"{k} {v:.1e}" for k, v in worst.items()))
