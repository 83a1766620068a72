"""Pairing with --lan: a wrong code is refused in words, the right one opens the page. Needs BILANX_PAIRING_CODE."""

import os

from names import contrast, names
from page import expect, screen_free


def run(chromium, base):
    """Skips with a word where no code was given."""
    code = os.environ.get("BILANX_PAIRING_CODE")
    if not code:
        print("  skipped: no BILANX_PAIRING_CODE")
        return
    with screen_free(chromium, base) as page:
        page.locator("#pairing").wait_for()
        contrast(page)
        page.locator("#pairing-code").fill("000000")
        page.keyboard.press("Enter")
        page.locator("#pairing-error:not(:empty)").wait_for()
        page.locator("#pairing-code").fill(code)
        page.keyboard.press("Enter")
        page.locator("#pairing").wait_for(state="hidden")
        page.locator("#link-banner").wait_for(state="hidden")
        expect(code not in page.url, "no code in the address")
        names(page)
