"""The line breaks: a banner says so, the page joins again by itself, and what was typed stays."""

from page import choose, expect, screen, to_ready

KEEP = """const Real = WebSocket; window.WebSocket = class extends Real { constructor(...a) { super(...a); window.line = this; } };"""


def run(chromium, base):
    """Cuts the socket while a code is being typed."""
    with screen(chromium, base, script=KEEP) as page:
        to_ready(page)
        choose(page)
        page.locator("#athlete").fill("HALF-TYP")
        page.evaluate("window.line.close()")
        page.locator("#link-banner").wait_for()
        expect(page.locator("#main-action").get_attribute("aria-disabled") == "true", "nothing can be started without the line")
        page.locator("#link-banner").wait_for(state="hidden", timeout=15000)
        expect(page.locator("#athlete").input_value() == "HALF-TYP", "typed text outlives the break")
        page.locator("#main-action[aria-disabled=false]").wait_for()
        page.locator("#athlete").fill("")
