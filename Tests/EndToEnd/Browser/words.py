"""The words: every key is there in all three languages, and every key that the page asks for has words."""

import re
from pathlib import Path

from page import expect, screen

PAGE = Path(__file__).resolve().parents[3] / "Sources" / "Dashboard" / "Page"
OWN = ("test.", "phase.", "event.", "metric.", "reason.", "because.")


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
    asked |= set(re.findall(r'data-(?:t|label|hint)="([\w.]+)"', (PAGE / "index.html").read_text(encoding="utf-8")))
    expect(not asked - english.keys(), f"asked for but not there: {sorted(asked - english.keys())}")
    for language in ("de", "es"):
        other = table(language)
        expect(not english.keys() - other.keys(), f"{language} lacks {sorted(english.keys() - other.keys())}")
        extra = {key for key in other.keys() - english.keys() if not key.startswith(OWN)}
        expect(not extra, f"{language} has more: {sorted(extra)}")
        for key, words in english.items():
            holes = lambda text: set(re.findall(r"\{\w+\}", text))
            expect(holes(words) == holes(other[key]), f"{language} {key}: {other[key]}")
        with screen(chromium, base, language=language) as page:
            expect(page.evaluate("document.documentElement.lang") == language, "lang follows the choice")
            expect(page.locator("#settings-button").inner_text().strip() == other["nav.settings"], "the page speaks the language")
