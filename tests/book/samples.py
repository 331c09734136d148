"""A book of everything that ships, and a strict reading of its page."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser

from bot.app import content_folder, with_facts
from bot.book.gathering import gathered
from bot.book.known import Known, read
from bot.book.model import Book
from bot.book.pages import html
from bot.check.report import Cost, Report, Result, Talk
from bot.check.rule import Status
from bot.check.rules import RULES
from tests.console.samples import parts

EMPTY = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})
"""Elements of HTML that are never closed."""

LISTED = {"li": ("ul", "ol"), "dt": ("dl",), "dd": ("dl",), "td": ("tr",), "th": ("tr",), "tr": ("thead", "tbody")}
"""What may stand only inside certain others."""


@cache
def known(languages: tuple[str, ...] = ("en", "es")) -> Known:
    """What the book of everything is made from."""
    everything = with_facts(parts())
    return read(content_folder(), everything.library, everything.presenter, tuple(everything.library.flows), languages)


@cache
def book() -> Book:
    """The book of everything, with a report in which each kind of result stands once."""
    return gathered(known(), report(), "0123456789ab")


@cache
def page() -> str:
    """Its page."""
    return html(book())


def report() -> Report:
    """A report on every rule. The first is broken, the second does not apply; the words have a warning.

    What a person signs for is about every conversation, or does not apply to it.
    """
    results = [
        Result(rule.id, flow, Status.PROVED, rule.sentence, "", (), rule.sources, 12, 345)
        for rule in RULES
        for flow in parts().library.flows
    ]
    first, second = results[0], results[len(parts().library.flows)]
    broken = Result(first.rule, "offer", Status.BROKEN, first.sentence, "It is <wrong>.", ("1. A & B > yes",))
    apart = Result(second.rule, "safety", Status.NOT_APPLICABLE, second.sentence, "It asks nothing.")
    finding = Result("say-length", "words", Status.WARNING, "Too long.", "", ("offer.educate.say, line 7",))
    talk = Talk(7, 80, 120, 1.5)
    cost = Cost("declined", "They say no", "offer", 5, 7, 9, 80, 120, 1.5, talk, talk, talk)
    people = [
        Result(entry.id, flow, Status.PERSON, entry.judges, entry.said, by="person")
        if not entry.flows or flow in entry.flows
        else Result(entry.id, flow, Status.NOT_APPLICABLE, entry.judges, "About others.", by="person")
        for entry in known().checklist.entries
        for flow in parts().library.flows
    ]
    return Report((broken, apart, *results, *people, finding), (cost,), dict.fromkeys(parts().library.flows, (10, 200)))


@dataclass
class Page(HTMLParser):
    """A page as it was read: elements with their attributes, the ids that there are, and what is wrong."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(set(names)) < len(names):
            self.wrong.append(f"{self.getpos()}: {tag} has an attribute twice")
        if tag in LISTED and self.open[-1] not in LISTED[tag]:
            self.wrong.append(f"{self.getpos()}: {tag} stands in {self.open[-1]}")
        if tag in ("p", "h2", "h3", "h4") and "p" in self.open:
            self.wrong.append(f"{self.getpos()}: {tag} stands in a paragraph")
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"{self.getpos()}: {tag} is closed, and was not the last one opened")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def ids(self) -> list[str]:
        """Every id, in order."""
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]

    @property
    def links(self) -> list[str]:
        """Where every link leads."""
        return [attributes["href"] for _, attributes in self.elements if "href" in attributes]


def parsed(text: str) -> Page:
    """A page, read to its end."""
    found = Page()
    found.feed(text)
    found.close()
    found.wrong += [f"{tag} is never closed" for tag in found.open]
    return found
