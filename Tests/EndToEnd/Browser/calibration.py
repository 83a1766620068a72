"""A calibration run on its page: it tells what to put on, takes a note, and is left off from the browser; pictures are kept."""

import glob
import json
import os
import signal
import subprocess
import sys
import tempfile
import time

from names import audit
from page import browser, expect, screen_free

SHOTS = sys.argv[1]
os.makedirs(SHOTS, exist_ok=True)


def seen(words, look, seconds=40):
    """Waits until something holds, and fails with these words."""
    end = time.time() + seconds
    while time.time() < end:
        found = look()
        if found:
            return found
        time.sleep(0.1)
    expect(False, words)


data = tempfile.mkdtemp(prefix="bilanx-calibration-")
log = open(os.path.join(data, "log.txt"), "w+")
process = subprocess.Popen(
    [os.environ["BILANX_BIN"], "calibrate", "run", "--device", "virtual:u6,pace=real", "--mass", "W1=20,F2,cert=C-1,u=0.1g",
     "--dwell", "10", "--operator", "Lab", "--web", "--port", "0", "-o", data],
    stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.PIPE)


def text():
    with open(log.name) as file:
        return file.read()


try:
    seen("the page is served", lambda: "http://localhost:" in text() or process.poll() is not None)
    expect("http://localhost:" in text(), text())
    base = "http://localhost:" + text().split("http://localhost:")[1].split("/")[0]
    with browser() as chromium, screen_free(chromium, base) as page:
        troubles = []
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: troubles.append(request.url) if not request.url.startswith((base, base.replace("http", "ws", 1))) else None)
        seen("a step is told", lambda: " of 3: " in page.locator("#lab-instruction").inner_text())
        expect(page.locator("#lab-waiting").inner_text().strip() != "", "the page says why it waits")
        expect(audit(page, "calibration"), "names, contrast and focus")
        page.screenshot(path=os.path.join(SHOTS, "calibration.png"))
        seen("a reading is listed", lambda: page.locator("#lab-readings tr").count() >= 1)
        page.locator("#lab-note").click()
        page.locator("#ask-words").fill("door <open>")
        page.locator("#dialog button[type=submit]").click()
        # The weight goes on: the page shows newtons once a gain is known.
        seen("two readings", lambda: page.locator("#lab-readings tr").count() >= 2, 60)
        seen("newtons are shown", lambda: "N" in page.locator("#lab-force").inner_text())
        page.screenshot(path=os.path.join(SHOTS, "calibration-loaded.png"))
        page.locator("#lab-stop").click()
        seen("the page says that it was left off", lambda: "resumed" in page.locator("#lab-waiting").inner_text())
        expect(not troubles, troubles)
    expect(process.wait(20) == 1, "left off is exit 1")
    expect("--resume" in text(), "the program says how to go on")
    folder = glob.glob(os.path.join(data, "calibrations", "runs", "*"))[0]
    with open(os.path.join(folder, "readings.jsonl")) as file:
        lines = [json.loads(line) for line in file]
    expect(any("door <open>" in json.dumps(line, ensure_ascii=False) for line in lines), "the note is kept")
    print("calibration on its page: passed")
finally:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        process.wait(20)
