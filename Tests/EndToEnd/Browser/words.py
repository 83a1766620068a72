"""The words: every key is there in all three languages, and every key that the page asks for has words."""

import re
from pathlib import Path

from page import expect, screen

PAGE = Path(__file__).resolve().parents[3] / "Sources" / "Dashboard" / "Page"
OWN = ("test.", "phase.", "event.", "metric.", "reason.", "said.", "protocol.")


def table(language):
    """Keys and words of a language."""
    source = (PAGE / f"words-{language}.js").read_text(encoding="utf-8")
    return dict(re.findall(r'"([\w.]+)": "((?:[^"\\]|\\.)*)"', source))


def run(chromium, base):
    """Compares the tables, then looks at the page in each language."""
    english = table("en")
    expect(len(english) > 150, "English words were read")
    asked = set()
    for path in PAGE.glob("*.js"):
        asked |= set(re.findall(r'\bt\("([\w.]+)"', path.read_text(encoding="utf-8")))
    for path in PAGE.glob("*.html"):
        asked |= set(re.findall(r'data-(?:t|label|hint)="([\w.]+)"', path.read_text(encoding="utf-8")))
    expect(not asked - english.keys(), f"asked for but not there: {sorted(asked - english.keys())}")
    sentences = dict(re.findall(r'\["(\w+)", /(.+?)/\]', (PAGE / "sentences.js").read_text(encoding="utf-8")))
    expect(len(sentences) > 15, "sentences of the program were read")
    for language in ("de", "es"):
        other = table(language)
        expect(not english.keys() - other.keys(), f"{language} lacks {sorted(english.keys() - other.keys())}")
        extra = {key for key in other.keys() - english.keys() if not key.startswith(OWN)}
        expect(not extra, f"{language} has more: {sorted(extra)}")
        for key, words in english.items():
            holes = lambda text: set(re.findall(r"\{\w+\}", text))
            expect(holes(words) == holes(other[key]), f"{language} {key}: {other[key]}")
        for key, pattern in sentences.items():
            named = {f"{{{name}}}" for name in re.findall(r"\(\?<(\w+)>", pattern)}
            expect(named == set(re.findall(r"\{\w+\}", other.get(f"said.{key}", "none"))), f"{language} said.{key}")
        with screen(chromium, base, language=language) as page:
            expect(page.evaluate("document.documentElement.lang") == language, "lang follows the choice")
            expect(page.locator("#settings-button").inner_text().strip() == other["nav.settings"], "the page speaks the language")
            said = page.evaluate(
                "import('/sentences.js').then(m => m.sentence('5 trials; the 95 % interval leaves out equal sides'))")
            whole = other["said.trials"].replace("{n}", "5") + "; " + other["said.leavesOut"]
            expect(said == whole, f"the reason of a verdict in {language}: {said}")
            names = page.locator("#protocol option").all_inner_texts()
            expect(other["protocol.cmj3"] in names, f"protocols in {language}: {names}")
