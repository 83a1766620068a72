#!/usr/bin/env python3
"""ezc3d reads the C3D files of the dump; every force of every plate must be ours."""
import json
import sys

import ezc3d
import numpy as np

# ezc3d keeps samples as 32-bit floats.
TOLERANCE = 1e-6
folder = sys.argv[1] if len(sys.argv) > 1 else ".build-test"
worst, plates = 0.0, 0
with open(f"{folder}/c3d.jsonl") as file:
    for line in file:
        case = json.loads(line)
        recording = ezc3d.c3d(f"{folder}/{case['f']}.c3d", extract_forceplat_data=True)
        expected = recording["data"]["platform"][int(case["in"][0][0])]["force"].reshape(-1)
        got = np.array(case["out"])
        assert got.shape == expected.shape, (got.shape, expected.shape)
        difference = float(np.max(np.abs(got - expected)) / np.max(np.abs(expected)))
        if not difference <= TOLERANCE:
            sys.exit(f"{case['f']}, plate {case['in'][0][0]:.0f}: forces differ by {difference:.3g} of the largest")
        worst, plates = max(worst, difference), plates + 1
if plates != 8:
    sys.exit(f"{folder}/c3d.jsonl holds {plates} plates, not 8")
print(f"ezc3d: {plates} plates of types 1 to 4 agree; {worst:.1e}")
