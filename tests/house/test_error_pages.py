"""The list of all messages in the manual is the list of the codes."""

from pathlib import Path

from fabula.diagnostics.codes import CODES
from tests.golden import assert_golden

PAGE = Path(__file__).resolve().parents[2] / "docs" / "manual" / "errors.md"
CHAPTERS = {
    "F1": "Text and syntax",
    "F2": "Names, types, declarations",
    "F3": "Warnings: legal, but surely unmeant",
    "F4": "Grounding",
    "F5": "Running",
    "F6": "Stories",
    "F7": "The command line and files",
    "F8": "Problem files of the Sabre planner",
}


def test_the_list_of_all_messages() -> None:
    lines = [
        "# Errors and warnings",
        "",
        "Every message has a code, and every code a page. Warnings do not stop anything.",
    ]
    for prefix, title in CHAPTERS.items():
        codes = [code for code in CODES.values() if code.code.startswith(prefix)]
        if codes:
            lines += ["", f"## {title}", ""]
            lines += [f"* [{code.code}](errors/{code.code}.md): {code.title}" for code in codes]
    assert_golden(PAGE, "\n".join(lines) + "\n")
