"""Receives the stream that StreamOutletTests sends, and compares it with what that test says it sent."""

import math
import os
import sys
import time

import pylsl

folder = sys.argv[1]
found = pylsl.resolve_byprop("source_id", "bilanx-proof", timeout=60)
if not found:
    sys.exit("the stream was not found")
inlet = pylsl.StreamInlet(found[0], max_buflen=60)
info = inlet.info(timeout=10)
assert (info.name(), info.type(), info.nominal_srate()) == ("Bilanx proof", "Force", 1000.0), info.as_xml()
assert info.channel_format() == pylsl.cf_double64, info.as_xml()
channel = info.desc().child("channels").child("channel")
described = []
while not channel.empty():
    described.append(tuple(channel.child_value(key) for key in ("label", "unit", "type")))
    channel = channel.next_sibling("channel")
assert described == [("left", "N", "Force"), ("right", "N", "Force")], described

inlet.open_stream(timeout=10)
samples, stamps = [], []
sent = None
end = time.monotonic() + 60
while time.monotonic() < end and (sent is None or len(samples) < len(sent)):
    some, their = inlet.pull_chunk(timeout=0.2)
    samples += some
    stamps += their
    path = os.path.join(folder, "sent.csv")
    if sent is None and os.path.exists(path):
        with open(path) as file:
            sent = [(int(stamp), float(left), float(right)) for stamp, left, right in (line.split(",") for line in file)]
offset = inlet.time_correction(timeout=10)
open(os.path.join(folder, "received"), "w").close()

assert sent and len(samples) == len(sent), (len(samples), sent and len(sent))
# The sender's stamps are nanoseconds of CLOCK_MONOTONIC. What LSL's clock is ahead of it lies within each pair of
# readings around one of LSL's, so within all of them.
low, high = -math.inf, math.inf
for _ in range(5000):
    before, theirs, after = time.monotonic(), pylsl.local_clock(), time.monotonic()
    low, high = max(low, theirs - after), min(high, theirs - before)
assert low <= high and high - low < 1e-5, (low, high)
worst = 0.0
for (stamp, left, right), got, at in zip(sent, samples, stamps):
    assert got[0] == left, (got, left)
    assert got[1] == right or math.isnan(got[1]) and math.isnan(right), (got, right)
    ahead = at - stamp / 1e9
    worst = max(worst, low - ahead, ahead - high)
assert worst < 1e-6, (worst, low, high)
# Both ends are on this computer, so that the correction for the way between them is nothing but its uncertainty.
assert abs(offset) < 1e-3, offset
print(
    f"{len(samples)} samples over LSL {pylsl.library_version()}, all equal; stamps off by less than "
    f"{max(worst, 0) + high - low:.1e} s"
)
