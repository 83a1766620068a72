"""The review: events moved by keys and pointer, taken back, trials discarded and kept, methods compared."""

from page import expect, screen, to_ready, to_review


def run(chromium, base):
    """Moves one event each way and undoes it; discards a trial and keeps it again."""
    with screen(chromium, base) as page:
        to_review(page)
        page.locator("#events .event").first.wait_for()
        by_keys(page)
        by_pointer(page)
        discard(page)
        page.locator("#review-spread").click()
        page.locator("dialog .spread tbody tr, dialog p").first.wait_for()
        page.keyboard.press("Escape")
        to_ready(page)


def value(handle):
    return float(handle.get_attribute("aria-valuenow"))


def by_keys(page):
    handle = page.locator("#events .event").first
    handle.focus()
    before = value(handle)
    for _ in range(5):
        page.keyboard.press("Shift+ArrowRight")
    expect(abs(value(handle) - before - 0.05) < 1e-6, "five steps with Shift are 50 ms")
    page.locator("#moved li").first.wait_for(timeout=10000)
    page.locator("#moved button").first.click()
    page.locator("#moved li").first.wait_for(state="detached", timeout=10000)
    expect(abs(value(page.locator("#events .event").first) - before) < 1e-6, "taking back restores the event")


def by_pointer(page):
    handle = page.locator("#events .event").first
    before = value(handle)
    chip = handle.locator(".chip")
    chip.scroll_into_view_if_needed()
    box = chip.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 30, y, steps=5)
    page.mouse.up()
    page.locator("#moved li").first.wait_for(timeout=10000)
    expect(value(page.locator("#events .event").first) < before, "dragging to the left makes the event earlier")
    page.locator("#moved button").first.click()
    page.locator("#moved li").first.wait_for(state="detached", timeout=10000)


def discard(page):
    page.locator("#trial-list .drop").first.click()
    page.locator("dialog .usual").first.click()
    page.locator("#trial-list li.dropped").first.wait_for()
    page.locator("#trial-list li.dropped .keep").first.click()
    page.locator("#trial-list li.dropped").first.wait_for(state="detached")
