"""The strict reader: what an author sees is what the program reads; what could surprise is refused with its line."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.present import strict
from bot.present.issues import ContentError
from tests.present import refused

TRAPS = """\
country: NO
answer: yes
off_switch: off
nothing: null
tilde: ~
octal: 0123
time: 1:30
date: 2026-11-22
float: 1e3
version: 1.10
inf: .inf
hex: 0x1F
underscores: 1_000
comma: [y, n, True]
padded: " x "
quoted_empty: ""
folded: >-
  two
  lines
"""

BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"

BROKEN = [
    ("size", "a: " + "x" * strict.LARGEST, 0),
    ("encoding", b"a: 1\nb: \xff\n", 2),
    ("hidden-character", "a: 1\nb: o\u200bk\n", 2),
    ("tab", "a:\n  b: 1\n\tc: 2\n", 3),
    ("syntax", "a: 1\nb: 'open\n", 3),
    ("empty-file", "# only a remark\n", 1),
    ("documents", "a: 1\n---\nb: 2\n", 2),
    ("directive", "%YAML 1.1\n---\na: 1\n", 1),
    ("tag", "a: 1\nb: !!python/object/apply:os.system [x]\n", 2),
    ("anchor", "a: 1\nb: &b x\n", 2),
    ("alias", "a: 1\nb: *b\n", 2),
    ("key-not-plain", "a: 1\n<<: {b: 2}\n", 2),
    ("key-twice", "a: 1\nb: 2\na: 3\n", 3),
    ("empty-value", "a: 1\nb:\n", 2),
    ("depth", "a:\n  " + "[" * 20 + "x" + "]" * 20, 2),
    ("count", "- x\n" * (strict.MOST + 1), strict.MOST + 1),
]
"""A sample for each code of the reader: the code, a file that breaks it, and the line to name."""


def codes(text: str | bytes) -> list[tuple[str, int]]:
    """Codes and lines of what is wrong with a file, none when it can be read."""
    return refused.codes(lambda: strict.parse(text, "sample.yaml"))


@pytest.mark.parametrize(("code", "text", "line"), BROKEN, ids=[code for code, _, _ in BROKEN])
def test_broken_file_is_refused(code: str, text: str | bytes, line: int) -> None:
    """Each thing that could surprise is named once, by its code and its line."""
    assert codes(text) == [(code, line)]


@pytest.mark.parametrize(("code", "text", "line"), BROKEN, ids=[code for code, _, _ in BROKEN])
def test_broken_file_is_refused_without_libyaml(
    code: str, text: str | bytes, line: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where libyaml is not there, the slower reader refuses the same, at the same lines."""
    monkeypatch.setattr(strict, "_LOADER", yaml.SafeLoader)
    assert codes(text) == [(code, line)]


def test_missing_file_is_one_clear_sentence(tmp_path: Path) -> None:
    """A file that is not there, and a folder in its place, are told and not raised as they come."""
    for path in (tmp_path / "nowhere.yaml", tmp_path):
        with pytest.raises(ContentError) as caught:
            strict.read(path)
        assert [issue.code for issue in caught.value.issues] == ["unreadable"]
        assert "cannot be read" in caught.value.issues[0].sentence


def test_every_code_has_a_broken_sample() -> None:
    """No code of the reader goes untested."""
    assert {code for code, _, _ in BROKEN} | {"unreadable"} == strict.CODES.keys()


def test_scalars_stay_strings() -> None:
    """YAML's truths, nothings, octals, times, dates and numbers are the words that were written."""
    value = strict.parse(TRAPS, "traps.yaml").value
    assert value == {
        "country": "NO",
        "answer": "yes",
        "off_switch": "off",
        "nothing": "null",
        "tilde": "~",
        "octal": "0123",
        "time": "1:30",
        "date": "2026-11-22",
        "float": "1e3",
        "version": "1.10",
        "inf": ".inf",
        "hex": "0x1F",
        "underscores": "1_000",
        "comma": ["y", "n", "True"],
        "padded": " x ",
        "quoted_empty": "",
        "folded": "two lines",
    }


def test_lines_are_kept() -> None:
    """Every key and item knows its line; what is not there has the line of what is around it."""
    document = strict.parse("a:\n  b:\n    - x\n    - y\n  c: z\n", "f.yaml")
    places: list[strict.Place] = [("a",), ("a", "b"), ("a", "b", 1), ("a", "c"), ("a", "b", 7), ("nowhere",)]
    assert [document.line(place) for place in places] == [1, 2, 4, 5, 2, 1]


def test_windows_line_ends_are_line_ends() -> None:
    """A file that an editor on Windows saved reads the same, with the same lines."""
    assert strict.parse("a: 1\r\nb: 2\r\n", "f").lines == strict.parse("a: 1\nb: 2\n", "f").lines


def test_all_issues_come_at_once() -> None:
    """One reading names everything that is wrong, in the order of the lines."""
    text = "a: &x 1\nb: *x\na: 2\nc:\nd:\t3\ne: \u202eabc\n"
    assert codes(text) == [
        ("anchor", 1),
        ("alias", 2),
        ("key-twice", 3),
        ("empty-value", 4),
        ("tab", 5),
        ("hidden-character", 6),
    ]


@pytest.mark.parametrize("char", ["\ufeff", "\x00", "\x1b", "\x85", "\u200e", "\u2028", "\u2066", "\u00ad", "\ue000"])
def test_hidden_characters_are_refused(char: str) -> None:
    """Byte-order mark, controls, direction marks and private characters are found wherever they stand."""
    assert ("hidden-character", 2) in codes(f"a: 1\n{char}b: 2\n")


@pytest.mark.parametrize("escape", ["\\u200b", "\\u202e", "\\x07", "\\uFEFF", "\\u2028", "\\e"])
def test_escaped_hidden_characters_are_refused(escape: str) -> None:
    """A backslash brings in what the text does not show: in a value, in a key, and deep in a list."""
    for text in (f'a: 1\nb: "o{escape}k"\n', f'a: 1\n"b{escape}": 2\n', f'a: 1\nb: [x, "{escape}y"]\n'):
        assert ("hidden-character", 2) in codes(text), text
    assert ("hidden-character", 2) not in codes(f"a: 1\nb: 'o{escape}k'\n")


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        "[" * 200_000,
        "{a: " * 50_000,
        "- " * 100_000 + "x",
        "? " * 100_000,
        "a: " + "'" * 99_999,
        "&a " * 10_000,
        "%TAG ! tag:x\n" * 1_000,
        "a: |\n" + " x\n" * 100_000,
        "{" + "".join(f"k{n}: v, " for n in range(50_000)) + "}",
        b"\xff\xfe" + "a: 1".encode("utf-16-le"),
    ],
    ids=lambda text: repr(text[:8]),
)
def test_hostile_file_is_refused_in_little_memory(text: str | bytes) -> None:
    """Bombs, endless nesting and floods end in an issue, not in a full memory or a deep stack."""
    tracemalloc.start()
    try:
        found = codes(text)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found or text == "a: |\n" + " x\n" * 100_000  # long words alone are no crime
    assert peak < 64 * 1024 * 1024


def test_text_is_composed() -> None:
    """Accents typed as two characters are stored as one, so the same word is the same key."""
    assert codes("cafe\u0301: 1\ncaf\u00e9: 2\n") == [("key-twice", 2)]


@given(st.text(max_size=200) | st.text(st.sampled_from("ab:-[]{}&*!|>'\"%@`#,? \n\t"), max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Whatever a file holds, the answer is a value made of strings or a list of issues."""
    found = refused.issues(lambda: strict.parse(text, "any.yaml"))
    assert all(issue.code in strict.CODES and issue.line >= 0 and issue.sentence for issue in found)
    assert found or only_strings(strict.parse(text, "any.yaml").value)


def only_strings(value: object) -> bool:
    """Is there nothing in it but strings, lists and tables?"""
    match value:
        case list():
            return all(map(only_strings, value))
        case dict():
            return all(isinstance(key, str) and only_strings(inner) for key, inner in value.items())
        case _:
            return isinstance(value, str)
