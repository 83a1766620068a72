"""Several screens: one controls, others watch with their controls off, and control is asked for and handed over."""

from page import expect, screen, to_ready


def run(chromium, base):
    """Asks, is refused, asks again, is granted."""
    with screen(chromium, base) as first:
        first.locator("#watch-banner").wait_for(state="hidden")
        to_ready(first)
        with screen(chromium, base, size="phone") as second:
            second.locator("#watch-banner").wait_for()
            expect(second.locator("#main-action").get_attribute("aria-disabled") == "true", "the main action of a watcher is off")
            expect(second.locator("#note").is_disabled(), "small actions of a watcher are off")
            second.locator("#ask-control").click()
            first.locator("#deny-control").click()
            second.locator("#ask-control:enabled").wait_for()
            second.locator("#ask-control").click()
            first.locator("#grant-control").click()
            second.locator("#watch-banner").wait_for(state="hidden")
            first.locator("#watch-banner").wait_for()
        first.locator("#ask-control").click()
        first.locator("#watch-banner").wait_for(state="hidden")
