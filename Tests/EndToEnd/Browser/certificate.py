"""The calibration record on paper: printed by Chromium to A4 and Letter from a run of the command line."""

import json
import os
import subprocess
import sys
import tempfile

from page import browser, expect

BILANX = os.environ["BILANX_BIN"]
PAPERS = {"A4": (595, 842), "Letter": (612, 792)}
ITEMS = [
    "Calibration record", "Force Lab, 1 Weight Street", "Velodrome <b>", "one scratch", "A. Smith", "2026-11-20",
    "2026-11-23", "Serial number", "Firmware", "Method", "Air temperature", "Relative humidity", "Pressure",
    "Air density", "Local gravity", "Source of gravity", "Reference weights", "certificate", "valid until", "C-1",
    "Coefficients", "95 % interval", "Readings of run", "residual N", "Characteristics", "hysteresis", "creep",
    "In the manner of ISO 376", "In the manner of ASTM E74", "In the manner of ISO 7500-1",
    "In the manner of ASTM F3109", "informative", "Measurement uncertainty (GUM)", "Coverage factor k",
    "Expanded uncertainty U", "Decision rule", "Reproduce", "only in full", "SHA-256 of the raw data",
    "Missing in this record", "neither accreditation",
]


def run(*arguments):
    done = subprocess.run([BILANX, *arguments], capture_output=True, text=True)
    expect(done.returncode == 0, f"{arguments}: exit {done.returncode}: {done.stderr}")
    return done.stdout


def step(kind, masses=(), series=0, direction="ascending", rotation=0):
    return {"kind": kind, "masses": list(masses), "series": series, "direction": direction, "rotation": rotation,
            "dwell": 30}


def make(folder):
    """A run of three series of rising and falling forces on a straight sensor, in the program's own form."""
    masses = [{"id": f"W{k}", "mass": 20, "isConventional": True, "expandedUncertainty": 0.0004, "coverageFactor": 2,
               "density": 8000, "certificate": f"C-{k}", "accuracyClass": "M1", "due": "2027-06-30"}
              for k in range(1, 11)]
    steps = []
    for series, rotation in enumerate((0, 120, 240)):
        stacks = [[f"W{k}" for k in range(1, n + 1)] for n in (1, 2, 4, 6, 8, 10)]
        steps.append(step("zero", series=series, rotation=rotation))
        steps += [step("load", stack, series, "ascending", rotation) for stack in stacks]
        steps += [step("load", stack, series, "descending", rotation) for stack in stacks[-2::-1]]
        steps.append(step("zero", (), series, "descending", rotation))
    document = {
        "schema": "bilanx.calibration/1", "id": "paper-1", "started": "2026-11-22T09:00:00Z", "phase": "asFound",
        "device": {"model": "u6", "serial": "360012345", "firmware": "1.45", "channels": ["AIN0"], "quantity": "V",
                   "rate": 1000, "resolution": 1e-8, "capacity": 2200},
        "operatorName": "Technician", "site": {"name": "laboratory", "latitude": 52.2297, "height": 100},
        "climate": {"temperature": 20, "humidity": 50, "pressure": 1013.25}, "masses": masses, "warmUp": 30,
        "plan": {"name": "dead weight", "steps": steps}, "readings": [], "notes": [],
    }
    os.makedirs(folder)
    with open(os.path.join(folder, "run.json"), "w") as file:
        json.dump(document, file)
    with open(os.path.join(folder, "readings.jsonl"), "w") as file:
        for number, one in enumerate(steps):
            force = 196.218 * len(one["masses"])
            falling = 0.05 if one["direction"] == "descending" and force else 0
            # A fixed pattern stands for noise.
            shaken = ((number * 7919) % 11 - 5) * 2e-8
            reading = {"step": number, "start": 60.0 * number, "end": 60.0 * number + 2,
                       "means": [1e-4 + (force + falling) / 2e5 + shaken], "deviations": [3e-8], "count": 2000,
                       "temperature": 20.5, "samples": []}
            file.write(json.dumps(reading) + "\n")


def text(pdf):
    plain = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    return plain


def boxes(pdf):
    """Where each word lies, by page: what is cut off lies outside."""
    import re
    found = subprocess.run(["pdftotext", "-bbox", pdf, "-"], capture_output=True, text=True, check=True).stdout
    for page in re.findall(r"<page width=\"([\d.]+)\" height=\"([\d.]+)\">(.*?)</page>", found, re.S):
        words = re.findall(r'xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">([^<]*)<', page[2])
        yield float(page[0]), float(page[1]), [([float(v) for v in word[:4]], word[4]) for word in words]


def main():
    data = tempfile.mkdtemp(prefix="bilanx-paper-")
    make(os.path.join(data, "calibrations", "runs", "paper-1"))
    say = ["--lab", "Force Lab, 1 Weight Street", "--client", "Velodrome <b>", "--condition", "one scratch",
           "--authorised", "A. Smith", "--received", "2026-11-20", "--issued", "2026-11-23"]
    html, document = run("calibrate", "certificate", "paper-1", *say, "-o", data).split("\n")[:2]
    first = open(html, "rb").read()
    other = tempfile.mkdtemp(prefix="bilanx-paper-")
    make(os.path.join(other, "calibrations", "runs", "paper-1"))
    again = run("calibrate", "certificate", "paper-1", *say, "-o", other).split("\n")[0]
    expect(open(again, "rb").read() == first, "a second process wrote other bytes")
    with open(document) as file:
        expect(json.load(file)["schema"] == "bilanx.calibration/1", "the document has another schema")
    with browser() as chromium:
        page = chromium.new_context().new_page()
        troubles = []
        page.on("console", lambda message: troubles.append(message.text))
        page.on("request", lambda request: troubles.append(request.url) if request.url != "file://" + html else None)
        page.goto("file://" + html)
        for name, (width, height) in PAPERS.items():
            pdf = os.path.join(data, name + ".pdf")
            page.pdf(path=pdf, format=name, prefer_css_page_size=False, print_background=True)
            check(name, pdf, width, height)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            expect(wide <= 0, f"the page is {wide} pixels wider than its window")
        expect(not troubles, f"the page complained or asked for something: {troubles}")
    # Chromium's own switch, as a technician would use it.
    pdf = os.path.join(data, "switch.pdf")
    subprocess.run(
        [os.environ.get("CHROMIUM", "/usr/bin/chromium"), "--headless=new", "--no-sandbox", "--no-pdf-header-footer",
         "--print-to-pdf=" + pdf, "file://" + html], check=True, capture_output=True, timeout=60)
    check("switch", pdf, *PAPERS["Letter"])
    print("certificate: every item stands on A4 and Letter, nothing is cut off")


def check(name, pdf, width, height):
    """Size, number of pages, items, heads and edges of a printed record."""
    plain = " ".join(text(pdf).split())
    for item in ITEMS:
        expect(item in plain, f"{name}: `{item}` is not on paper")
    pages = list(boxes(pdf))
    expect(3 <= len(pages) <= 12, f"{name}: {len(pages)} pages")
    for number, (wide, high, words) in enumerate(pages, 1):
        expect(abs(wide - width) < 2 and abs(high - height) < 2, f"{name}: page of {wide} by {high} points")
        expect(any(word == f"{number}/{len(pages)}" for _, word in words), f"{name}: page {number} has no number")
        expect(sum(word == "CR-paper-1" for _, word in words) >= 1, f"{name}: page {number} has no head")
        for (left, top, right, bottom), word in words:
            # The margins are 15 mm, which is 42.5 points.
            inside = left >= 40 and right <= wide - 40 and top >= 0 and bottom <= high
            expect(inside, f"{name}: page {number}: `{word}` ends at {right} of {wide}")


if __name__ == "__main__":
    main()
