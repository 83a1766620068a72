"""What a trainer sets by the page: a target band, conditions, the limb, and the push test; pictures are kept."""

import glob
import os
import sys
import time

from page import browser, choose, expect, press_main, screen, to_ready, wait_phase
from program import Program

SHOTS = sys.argv[1]
os.makedirs(SHOTS, exist_ok=True)


def seen(words, look, seconds=15):
    """Waits until something holds, and fails with these words."""
    end = time.time() + seconds
    while time.time() < end:
        found = look()
        if found:
            return found
        time.sleep(0.1)
    expect(False, words)


def target_and_conditions(chromium):
    """A band for the load share with the time in it, and conditions that reach the recording."""
    with Program("virtual:u6,person=follow,asymmetry=2") as program, screen(chromium, program.url) as page:
        to_ready(page)
        choose(page, "stance")
        page.locator("#target summary").click()
        page.locator("#target-low").fill("40")
        page.locator("#target-high").fill("thirty")
        page.locator("#target-form button[type=submit]").click()
        expect(page.locator("#target-high").get_attribute("aria-invalid") == "true", "a word is no bound of a band")
        page.locator("#target-high").fill("60")
        page.locator("#target-form button[type=submit]").click()
        seen("the program has the band", lambda: program.state()["target"].get("high") == 60)
        page.locator("#conditions summary").click()
        page.locator("#condition-footwear").fill("barefoot")
        page.locator("#condition-footwear").press("Tab")
        seen("the program has the footwear", lambda: program.state()["conditions"].get("footwear") == "barefoot")
        seen("the page says the conditions in short", lambda: "barefoot" in page.locator("#conditions-said").inner_text())
        press_main(page)
        wait_phase(page, "capturing")
        inside = seen("time in the zone is counted", lambda: page.locator("#zone-time").is_visible() and page.locator("#zone-time").inner_text())
        expect(inside.startswith("On target"), f"equal legs are within 40 to 60 %: {inside}")
        expect(page.locator("#share-zone").is_visible(), "the band is drawn")
        page.screenshot(path=os.path.join(SHOTS, "target.png"))
        wait_phase(page, "review")
        press_main(page)
        saved = program.wait("saved", 20)["saved"]
        with open(os.path.join(saved, "trial.csv")) as file:
            expect("# conditions: footwear barefoot\n" in file.read(), "the conditions stand in the recording")
        press_main(page)
        wait_phase(page, "ready")
        page.locator("#target-low").fill("70")
        page.locator("#target-high").fill("80")
        page.locator("#target-form button[type=submit]").click()
        seen("the program has the other band", lambda: program.state()["target"].get("high") == 80)
        press_main(page)
        wait_phase(page, "capturing")
        seen("equal legs miss it", lambda: page.locator("#zone-time").is_visible() and page.locator("#zone-time").inner_text().startswith("Off target · 0 of"))
    print("target band and conditions: passed")


def limbs(chromium):
    """One limb after the other: the trainer names the limb, and the trial is of it."""
    with Program("virtual:u6,person=follow,asymmetry=4") as program, screen(chromium, program.url) as page:
        to_ready(page)
        choose(page, "iso")
        page.locator("#protocol").select_option("iso3alt")
        seen("the protocol is chosen", lambda: program.state()["protocol"] == "iso3alt")
        press_main(page)
        page.locator("#limb").wait_for()
        expect(page.locator("[data-limb=left]").get_attribute("aria-pressed") == "true", "the left limb is first")
        page.locator("[data-limb=right]").click()
        seen("the program awaits the right limb", lambda: program.state()["limb"] == "right")
        page.locator("[data-limb=right][aria-pressed=true]").wait_for()
        page.screenshot(path=os.path.join(SHOTS, "limb.png"))
        page.locator("[data-limb=left]").click()
        seen("and the left one again", lambda: program.state()["limb"] == "left")
        page.locator("#trial-list li").first.wait_for(timeout=60000)
    print("limb: passed")


def push_test(chromium):
    """Two pushes confirm the sides, and the rig's file says so."""
    for hand, wanted in (("push", "done"), ("push-right-first", "failed")):
        with Program(None, rig=["--device", f"virtual:u6,hand={hand}"]) as program, screen(chromium, program.url) as page:
            to_ready(page)
            page.locator("#setup-button").click()
            page.locator("#dialog [data-cmd=rig]").first.click()
            words = page.locator("#dialog .rig-words")
            seen("the page asks for a push", lambda: "push" in words.inner_text().lower())
            page.screenshot(path=os.path.join(SHOTS, f"{hand}.png"))
            seen(f"{hand} ends", lambda: program.state()["rig"].get("state") not in (None, "idle", "waiting"), 40)
            state = program.state()["rig"]
            expect(state["state"] == wanted, f"{hand}: {state}")
            page.locator(f"#dialog .rig-words.{wanted}").wait_for()
            with open(glob.glob(os.path.join(program.data, "rig.json"))[0]) as file:
                expect(('"confirmed"' in file.read()) == (wanted == "done"), f"{hand}: what the rig's file says")
    print("push test: passed")


with browser() as chromium:
    target_and_conditions(chromium)
    limbs(chromium)
    push_test(chromium)
print("what a trainer sets by the page: passed")
