"""Telegram's HTML: what becomes bold where, and what is no HTML to Telegram."""

from __future__ import annotations

from typing import Any

import pytest

from tests.telegram.standin.formatting import ParseError, plain


def bold(offset: int, length: int, kind: str = "bold", **more: Any) -> dict[str, Any]:
    """One entity."""
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("one <b>two</b>", "one two", (bold(4, 3),)),
        ("\U0001f49a<b>x</b>", "\U0001f49ax", (bold(2, 1),)),
        ("<b>a<i>b</i></b>", "ab", (bold(0, 2), bold(1, 1, "italic"))),
        ("a &lt; b &amp;&amp; c &copy; &#233;", "a < b && c &copy; é", ()),
        ("a & b > c", "a & b > c", ()),
        ("  <b> a </b>  ", "a", (bold(0, 1),)),
        ("<b></b>a", "a", ()),
        ("<B>a</B>", "a", (bold(0, 1),)),
        (
            '<a href="https://example.org?a=1&amp;b=2">x</a>',
            "x",
            (bold(0, 1, "text_link", url="https://example.org?a=1&b=2"),),
        ),
        ("<a>x</a>", "x", ()),
        ("<span class='tg-spoiler'>x</span>", "x", (bold(0, 1, "spoiler"),)),
        ("<tg-spoiler>x</tg-spoiler>", "x", (bold(0, 1, "spoiler"),)),
        ("<blockquote expandable>x</blockquote>", "x", (bold(0, 1, "expandable_blockquote"),)),
        (
            "<s>a</s><u>b</u><code>c</code>",
            "abc",
            (bold(0, 1, "strikethrough"), bold(1, 1, "underline"), bold(2, 1, "code")),
        ),
    ],
)
def test_html(html: str, text: str, entities: tuple[dict[str, Any], ...]) -> None:
    """Tags become entities, counted in UTF-16 units of the bare text."""
    made = plain(html, "HTML")
    assert (made.text, made.entities) == (text, entities)


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("a <b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("é</b>", "Unexpected end tag at byte offset 2"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("a<br/>b", 'Unsupported start tag "br/" at byte offset 1'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ('<a href="x>y', 'Unclosed start tag "a" at byte offset 0'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_broken_html(html: str, said: str) -> None:
    """Broken HTML is refused with the place."""
    with pytest.raises(ParseError) as refused:
        plain(html, "HTML")
    assert str(refused.value) == said


def test_without_a_mode_nothing_is_read() -> None:
    """Plain text keeps its angle brackets, and given entities move with the trimming."""
    assert plain("<b>x", None).text == "<b>x"
    assert plain("  ab", None, [bold(2, 1)]).entities == (bold(0, 1),)
