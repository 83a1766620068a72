"""The roster's page by keyboard alone, in three languages, and the reports on paper: one sheet of A4 and of Letter."""

import os
import re
import sys
import tempfile
import time

import season
from certificate import PAPERS, boxes, text
from names import audit, sideways
from page import browser, expect, foreign
from program import Program


def main(shots):
    os.makedirs(shots, exist_ok=True)
    with Program("virtual:u6,person=cmj,asymmetry=5") as program, browser() as chromium:
        season.make(program)
        by_keyboard(chromium, program, shots)
        for theme, language, width in (("dark", "de", 390), ("light", "es", 820)):
            context, page, troubles = opened(chromium, program, theme, language, width)
            page.locator("#people a", has_text="Ana").click()
            page.locator("#compare svg").wait_for()
            print("  " + audit(page, f"roster {theme} {language}"))
            sideways(page)
            page.screenshot(path=f"{shots}/roster-{language}.png", full_page=True)
            context.close()
            expect(not troubles, f"{language}: {troubles}")
        on_paper(chromium, program, shots)


def opened(chromium, program, theme="light", language="en", width=1280):
    """The page of the roster in a context of its own."""
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    page = context.new_page()
    troubles = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", lambda request: troubles.append(request.url) if foreign(request.url, program.url) else None)
    page.add_init_script(f"localStorage.setItem('bilanx', JSON.stringify({{language: '{language}', theme: '{theme}'}}));")
    page.goto(program.url + "/roster.html")
    page.locator("#team-rows tr").first.wait_for()
    return context, page, troubles


def tab_to(page, name, most=60):
    """Goes to an element with the Tab key only."""
    for _ in range(most):
        if page.evaluate("document.activeElement.id") == name:
            return
        page.keyboard.press("Tab")
    expect(False, f"Tab never reached {name}")


def by_keyboard(chromium, program, shots):
    """Team, search, a person, another comparison: nothing but keys."""
    context, page, troubles = opened(chromium, program)
    rows = page.locator("#team-rows tr")
    expect(rows.count() == 4, f"{rows.count()} people in the team")
    order = [row.locator(".verdict").inner_text() for row in rows.all()]
    expect(order[:2] == ["Clear", "Clear"] and order[-1] == "–", f"clear ones come first: {order}")
    expect("not tested" in rows.last.inner_text(), "who was not tested stands last")
    expect("left" in page.locator("#team-rows tr", has_text="Ana").locator(".difference").inner_text(), "Ana's left is larger")
    print("  " + audit(page, "team"))
    page.screenshot(path=f"{shots}/roster-team.png", full_page=True)
    on_the_live_page(page, program)
    page.goto(program.url + "/roster.html")
    rows.first.wait_for()
    tab_to(page, "search")
    page.keyboard.type("böh")
    page.locator("#people li").nth(1).wait_for(state="detached")
    expect(page.locator("#people a").all_inner_texts() == ["Ben <Böhm> (B2)"], "the search finds by a part of a name")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("#person-title", has_text="Ben").wait_for()
    page.locator("#trend svg path").first.wait_for()
    page.locator("#compare svg path").nth(3).wait_for()
    expect(page.locator("#sessions tr").count() == 6, "six sessions")
    first = page.locator("#sessions tr").first
    expect("right" in first.locator(".difference").inner_text(), first.inner_text())
    command = program.run("report", "B2", "--format", "csv", "-o", program.data).splitlines()
    shown = dict(zip(command[0].split(","), command[1].split(",")))
    size = re.match(r"[\d.]+", first.locator(".difference").inner_text()).group()
    tests = page.locator("#metric").input_value()
    expect(shown["metric"] == tests, f"page and report show the same metric first: {tests}")
    expect(abs(float(size) - abs(float(shown["value"]))) <= 0.05 + 1e-9, f"page {size}, command line {shown['value']}")
    expect("Start with the left side" in page.locator("#guidance").inner_text(), page.locator("#guidance").inner_text())
    before = page.locator("#compare svg").inner_html()
    tab_to(page, "before")
    page.keyboard.press("ArrowDown")
    page.wait_for_function("old => document.querySelector('#compare svg').innerHTML !== old", arg=before)
    tab_to(page, "metric")
    was = page.locator("#sentences").inner_text()
    page.keyboard.press("ArrowDown")
    page.wait_for_function("old => document.querySelector('#sentences').innerText !== old", arg=was)
    print("  " + audit(page, "person"))
    page.screenshot(path=f"{shots}/roster-person.png", full_page=True)
    # A minor: nothing is suggested, and the reason is there.
    page.goto(program.url + "/roster.html")
    page.locator("#people a", has_text="Cleo").wait_for()
    page.locator("#people a", has_text="Cleo").focus()
    page.keyboard.press("Enter")
    page.locator("#guidance li").first.wait_for()
    said = page.locator("#guidance").inner_text()
    expect("No suggestion" in said and "minor" in said, said)
    page.goto(program.url + "/roster.html#athlete/nobody")
    page.locator("#fault:not([hidden])").wait_for()
    troubles[:] = [trouble for trouble in troubles if "404" not in trouble]
    context.close()
    expect(not troubles, f"the page complained: {troubles}")
    times = []
    for path in ("athletes", "team", "athletes/A1", "athletes/A1/change?test=cmj&metric=peakForce"):
        begun = time.monotonic()
        program.get("/api/roster/" + path)
        times.append(f"{path} {1000 * (time.monotonic() - begun):.0f} ms")
    print("  " + ", ".join(times))


def on_the_live_page(page, program):
    """A name typed where a test is begun offers the person's code."""
    page.goto(program.url)
    page.locator("#athlete").wait_for()
    tab_to(page, "athlete")
    page.keyboard.type("böh")
    page.locator("#athletes option[value=B2]").wait_for(state="attached")
    expect(page.locator("#athletes option[value=B2]").get_attribute("label") == "Ben <Böhm> (B2)", "the name stands beside the code")


def on_paper(chromium, program, shots):
    """Reports of a person and of the team printed by Chromium."""
    folder = tempfile.mkdtemp(prefix="bilanx-report-")
    norms = os.path.join(folder, "norms.csv")
    with open(norms, "w") as file:
        file.write("test,metric,unit,n,mean,sd,source\ncmj,peakForce,N,60,900,120,Club table 2025\n")
    program.run("plan", "start", "B2", "--test", "cmj", "--exercises", "split squats", "-o", program.data)
    for paper in ("a4", "letter"):
        for name, arguments, items in (
            ("person", ["B2", "--norms", norms],
             ["Ben <Böhm>", "U21", "born 1991", "Differences measured", "95 % interval", "clear", "Club table 2025",
              "Forces of trial", "over the sessions", "braking", "Start with the left side", "Training block", "split squats",
              "no diagnosis", "bilanx"]),
            ("team", ["--group", "U21"], ["U21", "Clear differences first", "Ana Bauer", "no ranking of people"]),
        ):
            html = os.path.join(folder, f"{name}-{paper}.html")
            program.run("report", *arguments, "--paper", paper, "--to", html, "-o", program.data)
            pdf = os.path.join(folder, f"{name}-{paper}.pdf")
            page = chromium.new_context().new_page()
            troubles = []
            page.on("console", lambda message: troubles.append(message.text))
            page.on("request", lambda request: troubles.append(request.url) if request.url != "file://" + html else None)
            page.goto("file://" + html)
            page.pdf(path=pdf, prefer_css_page_size=True, print_background=True)
            page.screenshot(path=f"{shots}/report-{name}-{paper}.png", full_page=True)
            expect(not troubles, f"{name}: {troubles}")
            plain = " ".join(text(pdf).split())
            for item in items:
                expect(item in plain, f"{name} {paper}: `{item}` is not on paper: {plain[:600]}")
            pages = list(boxes(pdf))
            expect(len(pages) == 1, f"{name} {paper}: {len(pages)} sheets")
            wide, high, words = pages[0]
            wanted = PAPERS["A4" if paper == "a4" else "Letter"]
            expect(abs(wide - wanted[0]) < 2 and abs(high - wanted[1]) < 2, f"{name}: sheet of {wide} by {high} points")
            for (left, top, right, bottom), word in words:
                inside = left >= 30 and right <= wide - 30 and top >= 0 and bottom <= high
                expect(inside, f"{name} {paper}: `{word}` ends at {right} of {wide}")
            page.context.close()
    print("  reports: one sheet of A4 and of Letter each")


if __name__ == "__main__":
    main(sys.argv[1])
    print("roster: passed")
