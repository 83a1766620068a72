"""How many frames a second are drawn, and how long a frame takes; printed, with only a stand-still refused."""

from page import expect, screen

COUNT = """() => new Promise((done) => { let frames = 0, longest = 0, last = performance.now(); const begun = last;
  const tick = (now) => { frames++; longest = Math.max(longest, now - last); last = now;
    now - begun < 5000 ? requestAnimationFrame(tick) : done({ rate: frames * 1000 / (now - begun), longest }); };
  requestAnimationFrame(tick); })"""
DRAWN = """const send = WebSocket.prototype.send; window.drawn = [];
WebSocket.prototype.send = function (words) { const m = JSON.parse(words); if (m.t === "drawn") window.drawn.push(m.ms); return send.call(this, words); };"""


def run(chromium, base):
    """Five seconds of the live view."""
    for size in ("projector", "phone"):
        with screen(chromium, base, size=size, script=DRAWN) as page:
            page.wait_for_timeout(1000)
            page.evaluate("window.drawn.length = 0")
            paced = page.evaluate(COUNT)
            drawn = sorted(page.evaluate("window.drawn"))
            expect(len(drawn) > 50, f"{len(drawn)} frames drawn in 5 s")
            p50, p99 = drawn[len(drawn) // 2], drawn[int(len(drawn) * 0.99)]
            print(f"  {size}: {paced['rate']:.1f} animation frames/s, longest {paced['longest']:.0f} ms; "
                  f"{len(drawn) / 5:.1f} drawn/s, arrival to drawn p50 {p50:.1f} ms, p99 {p99:.1f} ms")
