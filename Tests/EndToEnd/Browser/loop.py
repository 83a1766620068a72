"""The loop by keyboard alone: scan, start, trials, keep or retake, save, next athlete."""

from page import choose, expect, finish, phase, screen, to_ready, wait_phase


def run(chromium, base):
    """One set without the mouse; typed text outlives the state that comes in meanwhile."""
    with screen(chromium, base) as page:
        to_ready(page)
        choose(page)
        page.evaluate("document.activeElement.blur()")
        page.keyboard.type("SCAN77", delay=4)
        expect(page.locator("#athlete").input_value() == "SCAN77", "a scan on the ready screen goes into the athlete's field")
        page.wait_for_timeout(2500)
        expect(page.locator("#athlete").input_value() == "SCAN77", "typed text outlives the states that come in")
        page.keyboard.press("Enter")
        page.locator("#whose", has_text="SCAN77").wait_for()
        page.locator("#main-action:focus").wait_for()
        expect("SCAN77" not in page.url, "no code in the address")
        page.keyboard.press("Space")
        wait_phase(page, "zeroing", "stepOn", "weighing", "armed", "capturing")
        wait_phase(page, "armed", "capturing")
        page.keyboard.press("m")
        page.locator("#trial-list li").first.wait_for(timeout=60000)
        page.keyboard.press("1")
        page.locator("#review").wait_for()
        page.keyboard.press("Escape")
        page.locator("#review").wait_for(state="hidden")
        finish(page)
        page.locator("#hero .words").wait_for()
        words = page.locator("#hero .words").inner_text()
        expect(any(side in words for side in ("left", "right", "neither")) or "%" not in words, f"a difference names its side: {words}")
        expect("-" not in words and "−" not in words, f"nobody is shown a sign: {words}")
        page.wait_for_timeout(500)
        page.keyboard.press("PageDown")
        wait_phase(page, "saved", "ready")
        if phase(page) == "saved":
            page.wait_for_timeout(500)
            page.keyboard.press("PageDown")
        wait_phase(page, "ready")
        expect(page.locator("#athlete").input_value() == "", "the next athlete begins with an empty field")
