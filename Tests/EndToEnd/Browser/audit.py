"""Audits the page in both themes and three languages: ready, in a set, in review, and with each dialog open."""

from names import audit, sideways
from page import Failed, choose, finish, press_main, screen, to_ready, wait_phase

DIALOGS = ["status-button", "setup-button", "settings-button", "help-button"]


def run(chromium, base):
    """Audits a whole set once for each theme."""
    for theme, language, size in (("light", "en", "projector"), ("dark", "de", "phone"), ("light", "es", "tablet")):
        with screen(chromium, base, size=size, theme=theme, language=language) as page:
            where = f"{theme} {language} {size}"
            to_ready(page)
            choose(page)
            print("  " + audit(page, f"{where} ready"))
            for name in DIALOGS:
                page.locator(f"#{name}").click()
                print("  " + audit(page, f"{where} {name}"))
                page.keyboard.press("Escape")
            page.locator("#conditions summary").click()
            page.locator("#target summary").click()
            sideways(page)
            page.locator("#athlete").fill("AUDIT")
            page.locator("#athlete").press("Enter")
            page.locator("#whose", has_text="AUDIT").wait_for()
            press_main(page)
            wait_phase(page, "armed", "capturing")
            page.wait_for_timeout(300)
            sideways(page)
            set_language(page, "en")
            finish(page)
            set_language(page, language)
            page.locator("#events .event").first.wait_for()
            page.locator("[data-pain=none]").click()
            page.locator("[data-pain=none][aria-pressed=true]").wait_for()
            page.wait_for_timeout(5500)
            settled(page)
            print("  " + audit(page, f"{where} review"))
            page.locator("#trial-list .drop").first.click()
            print("  " + audit(page, f"{where} discard"))
            page.keyboard.press("Escape")
            set_language(page, "en")
            to_ready(page)


def settled(page):
    """Waits until every trial is worked out: until then its buttons are still to come."""
    for _ in range(240):
        trials, buttons = page.locator("#trial-list li").count(), page.locator("#trial-list .drop:visible:enabled").count()
        if trials == buttons:
            return
        page.wait_for_timeout(250)
    raise Failed("a trial is never worked out")


def set_language(page, language):
    """Chooses a language in the settings."""
    page.locator("#settings-button").click()
    page.locator("#set-language").select_option(language)
    page.keyboard.press("Escape")
