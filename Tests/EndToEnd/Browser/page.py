"""Helpers for the browser tests of the dashboard: opens the page in Chromium, watches it, and drives it to a phase."""

import contextlib
import json
import os
from playwright.sync_api import sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SIZES = {"phone": (390, 844), "phone-flat": (844, 390), "tablet": (820, 1180), "projector": (1920, 1080)}
LIVE = "zeroing stepOn weighing armed capturing between rest".split()


class Failed(AssertionError):
    """A check that did not hold, with its words."""


def expect(held, words):
    """Fails with these words where a check did not hold."""
    if not held:
        raise Failed(words)


@contextlib.contextmanager
def browser(*more):
    """Debian's Chromium without a window."""
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required", *more]
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        try:
            yield started
        finally:
            started.close()


@contextlib.contextmanager
def screen_free(chromium, base):
    """A phone at the page that is not paired yet; a refusal by the program is no trouble there."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(base)
    try:
        yield page
    finally:
        context.close()


@contextlib.contextmanager
def screen(chromium, base, size="projector", theme="light", script=None, **choices):
    """One screen at the page; fails at its end where the console complained or something foreign was asked for."""
    width, height = SIZES[size]
    context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=theme)
    page = context.new_page()
    troubles = []
    page.on("console", lambda message: troubles.append(f"console: {message.text}") if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
    page.on("request", lambda request: troubles.append(f"foreign: {request.url}") if foreign(request.url, base) else None)
    kept = json.dumps({"language": "en", "theme": theme, **choices})
    page.add_init_script(f"if (!localStorage.getItem('bilanx')) localStorage.setItem('bilanx', {json.dumps(kept)});")
    if script:
        page.add_init_script(script)
    page.goto(base)
    page.locator("#link-banner").wait_for(state="hidden")
    page.locator("body:not([data-phase=disconnected])").wait_for()
    try:
        yield page
    finally:
        context.close()
    expect(not troubles, f"{size}: {troubles}")


def foreign(url, base):
    """True where a request leaves the program."""
    return not url.startswith((base, base.replace("http", "ws", 1), "data:"))


def phase(page):
    """The phase that the page shows."""
    return page.evaluate("document.body.dataset.phase")


def wait_phase(page, *names, seconds=90):
    """Waits until the page shows one of these phases."""
    page.locator(", ".join(f"body[data-phase={name}]" for name in names)).wait_for(timeout=seconds * 1000)


def press_main(page):
    """Presses the one button, once the program wants it pressed."""
    page.locator("#main-action[aria-disabled=false]").wait_for(timeout=60000)
    page.wait_for_timeout(450)
    page.locator("#main-action").click()


def to_ready(page):
    """Brings the station back to the ready screen, whatever it was doing."""
    for _ in range(8):
        now = phase(page)
        if now == "ready":
            return
        if now in LIVE and page.locator("#cancel").is_visible() and page.locator("#trial-list li").count() == 0:
            page.locator("#cancel").click()
        else:
            press_main(page)
        page.wait_for_timeout(600)
    raise Failed(f"the station stayed in {phase(page)}")


def choose(page, test="cmj"):
    """Chooses a test by its id where it is not chosen."""
    page.locator("#test").select_option(test)
    page.locator("#main-action[data-do=start]").wait_for()


def to_review(page, athlete="E2E1"):
    """Runs a whole set up to its review."""
    to_ready(page)
    choose(page)
    page.locator("#athlete").fill(athlete)
    page.locator("#athlete").press("Enter")
    page.locator("#whose", has_text=athlete).wait_for()
    press_main(page)
    wait_phase(page, "armed", "capturing")
    finish(page)


def finish(page):
    """Waits until the wanted trials are done, and ends the set where the program does not do so itself."""
    for _ in range(240):
        if phase(page) == "review":
            return
        done, _, wanted = page.locator("#progress").inner_text().partition(" of ")
        over = wanted and int(done) >= int(wanted.split()[0])
        if over and page.locator("#main-action").get_attribute("data-do") == "finish":
            page.locator("#main-action").click()
        page.wait_for_timeout(500)
    raise Failed(f"no review came; the page shows {phase(page)}")
