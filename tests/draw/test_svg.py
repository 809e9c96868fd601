"""Every picture is one whole SVG file that needs nothing else and can be read in every way."""

import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from fabula.analysis.between import Between
from fabula.draw.lettering import lines_of, shortened, width_of
from fabula.draw.odds_bars import odds_bars
from fabula.draw.svg import number, page, tag, text
from tests.draw.test_map_command import PICTURES, picture

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_whole(name: str, svg: Callable[[str], str]) -> None:
    written = svg(name)
    root = ElementTree.fromstring(written)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    title, description, style = root[0], root[1], root[2]
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text
    assert len(description.text or "") > 40
    assert "prefers-color-scheme: dark" in (style.text or "")
    outside = re.findall(r"https?://[^\s\"<]+|@import|<script|<image|href", written)
    assert outside == ["http://www.w3.org/2000/svg"]
    for mark in set(re.findall(r"url\(#(\w+)\)", written)):
        assert root.find(f".//*[@id='{mark}']") is not None


@pytest.mark.parametrize("name", PICTURES)
def test_all_that_is_written_stands_within_the_picture(name: str, svg: Callable[[str], str]) -> None:
    root = ElementTree.fromstring(svg(name))
    width = float(root.get("width", "0"))
    for element in root.iter(f"{SVG}text"):
        anchor = (element.get("class") or "").split()
        size = 20 if "title" in anchor else 11 if "small" in anchor else 13
        wide = width_of(element.text or "", size)
        x = float(element.get("x", "0"))
        left = x - wide / 2 if "middle" in anchor else x - wide if "end" in anchor else x
        assert left >= 0, element.text
        assert left + wide <= width, element.text


@pytest.mark.parametrize("name", PICTURES)
def test_the_same_bytes_every_time(
    name: str, svg: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert picture(name, tmp_path_factory.mktemp("again")) == svg(name)


def test_what_is_written_is_text_and_not_markup() -> None:
    assert text(1, 2, '<b> & "c"\x07') == '<text x="1" y="2" class="ink">&lt;b&gt; &amp; "c" </text>'
    assert tag("g", x='a"b') == '<g x="a&quot;b"/>'
    whole = page(300, "A & B", ["c < d"], "e\nf", [], 10)
    assert ElementTree.fromstring(whole)[0].text == "A & B"


def test_lengths_are_short() -> None:
    assert [number(x) for x in (0, -0.01, 12.0, 0.449, 3.999)] == ["0", "0", "12", "0.4", "4"]


def test_lines_are_not_too_wide() -> None:
    words = "a few words that are broken into lines"
    lines = lines_of(words, 90, 13)
    assert " ".join(lines) == words
    assert all(width_of(line, 13) <= 90 for line in lines)
    assert lines_of(words, 90, 13, 2)[1].endswith("…")
    assert shortened("short", 90, 13) == "short"
    assert width_of(shortened("something rather long", 60, 13), 13) <= 60


def test_bars_show_what_is_open() -> None:
    rows = [("sure", Between(0.25, 0.25)), ("open", Between(0.25, 0.5)), ("never", Between(0.0, 0.0))]
    written = odds_bars(rows, title="Bars", known="within bounds")
    assert written.count("url(#open)") == 1
    assert written.count('class="hue0"') == 2
    assert "The full bar is sure" in written
    assert "sure: 25.0 %." in written
