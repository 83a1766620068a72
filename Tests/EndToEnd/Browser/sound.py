"""Sound alone: figures and speech come with each trial, and failing or absent speech breaks nothing."""

from page import choose, expect, finish, press_main, screen, to_ready

SPOKEN = """window.said = []; const fake = { speak(u) { window.said.push(u.text); setTimeout(() => u.onend?.({}), 5); }, cancel() {}, getVoices: () => [] };
Object.defineProperty(window, "speechSynthesis", { value: fake });
window.beeps = []; const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (at) { window.beeps.push(this.frequency.value); return start.call(this, at); };"""
FAILING = """const fake = { speak(u) { setTimeout(() => u.onerror?.({ error: "synthesis-failed" }), 1); } };
Object.defineProperty(window, "speechSynthesis", { value: fake });"""
ABSENT = """Object.defineProperty(window, "speechSynthesis", { value: undefined }); window.SpeechSynthesisUtterance = undefined;"""


def run(chromium, base):
    """One set heard, one with failing speech, one without any."""
    with screen(chromium, base, script=SPOKEN, tone=True) as page:
        one_set(page)
        said, beeps = page.evaluate("[window.said, window.beeps]")
        expect(any("till" in words for words in said), f"prompts are spoken: {said}")
        expect(any("rial" in words for words in said), f"trials are spoken: {said}")
        expect(660 in beeps and 990 in beeps, "a trial that counts rises")
        expect(330 in [round(value) for value in beeps] or 440 in [round(value) for value in beeps], "the share is heard")
        to_ready(page)
    for script in (FAILING, ABSENT):
        with screen(chromium, base, script=script) as page:
            one_set(page)
            to_ready(page)


def one_set(page):
    to_ready(page)
    choose(page)
    page.locator("#athlete").fill("EAR")
    page.locator("#athlete").press("Enter")
    page.locator("#whose", has_text="EAR").wait_for()
    press_main(page)
    finish(page)
