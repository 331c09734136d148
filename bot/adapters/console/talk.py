"""A conversation as a file that a clinician can read and a program can hold again: a ``.talk``.

Lines that begin with ``>`` are what was answered, as ids; everything else is what the cards said then. To check a
talk, hold the conversation that its ``>`` lines ask for, write it down in the same way, and compare the two texts.
Words that were typed and not understood are written as ``?``: what they were is not known here. A talk that needs
more of its site than a demonstration has names one: ``site: led``. ::

    flow: adult_brief

    == opening.begin: Before you ask
       "We see everyone on their own for a few minutes."
       For you: Ask when nobody can listen.
    > yes    # Yes, we are alone
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from bot.engine import events as ev
from bot.engine.view import Outcome
from bot.present.screen import Screen

UNKNOWN: Final = "?"
WORDS: Final[dict[str, ev.Event]] = {
    "/back": ev.Back(),
    "/danger": ev.Danger(),
    "/pause": ev.Pause(),
    "/cover": ev.Cover(),
    "/away": ev.Away(),
    "/resume": ev.Resume(),
    "/stop": ev.Stop(),
    "/expire": ev.Expire(),
    UNKNOWN: ev.Unknown(),
}
_SPELLED: Final = {type(event): word for word, event in WORDS.items()}


class TalkError(ValueError):
    """A talk that cannot be held: the line, from 1, and what is wrong with it."""

    def __init__(self, line: int, sentence: str) -> None:
        self.line = line
        self.sentence = sentence
        super().__init__(f"line {line}: {sentence}")


@dataclass(frozen=True, slots=True)
class Talk:
    """What was asked for: the flow and languages to begin with, then the events in order.

    ``site`` is the name of a site that the holder of the talk knows, or "" for the demonstration.
    """

    begin: ev.Begin
    events: tuple[ev.Event, ...]
    site: str = ""


class Writer:
    """Writes a conversation down while it is held."""

    def __init__(self, begin: ev.Begin, site: str = "") -> None:
        self._lines = [f"flow: {begin.flow}", *([f"site: {site}"] if site else ())]
        for name, code in (("language", begin.language), ("patient language", begin.patient_language)):
            if code != "en":
                self._lines.append(f"{name}: {code}")

    def shown(self, screen: Screen) -> None:
        """A card has been shown."""
        self._lines += _card(screen)

    def answered(self, event: ev.Event, screen: Screen) -> None:
        """This is what was answered on the card that stands there. Looking again is not an answer."""
        if isinstance(event, ev.Look | ev.Begin):
            return
        labels = {f"/{button.id}": button.label for button in (*screen.choices, *screen.interrupts)}
        labels |= {f"/matters {button.id}": button.label for button in screen.matters}
        labels |= {button.id: button.label for button in screen.choices}  # a stop may be an answer, another one wipes
        word = spelled(event)
        label = labels.get(word, "")
        self._lines.append(f"> {word}    # {label}" if label else f"> {word}")

    def text(self) -> str:
        """The talk so far, ending with a line end."""
        return "\n".join(self._lines) + "\n"


def read(text: str) -> Talk:
    """The conversation that a talk asks for. Raises ``TalkError``."""
    said = {"flow": "", "site": "", "language": "en", "patient language": "en"}
    events = []
    for number, line in enumerate(text.splitlines(), start=1):
        name, colon, value = line.partition(":")
        if line.startswith(">"):
            events.append(_event(line[1:].partition("#")[0].split(), number))
        elif colon and not events and name in said:
            said[name] = value.strip()
    if not said["flow"]:
        raise TalkError(1, "a talk begins with a line that names its flow, such as 'flow: offer'")
    return Talk(ev.Begin(said["flow"], said["language"], said["patient language"]), tuple(events), said["site"])


def spelled(event: ev.Event) -> str:
    """An event as it stands after the ``>``."""
    match event:
        case ev.Answer():
            return event.choice
        case ev.Edit():
            return f"/edit {event.state or UNKNOWN}"
        case ev.Matter():
            return f"/matters {event.id or UNKNOWN}"
        case ev.Language():
            return f"/lang {event.code or UNKNOWN} {event.whose}"
        case _:
            return _SPELLED[type(event)]


def _event(words: list[str], line: int) -> ev.Event:
    match words:
        case [word] if word in WORDS:
            return WORDS[word]
        case ["/edit", state]:
            return ev.Edit(state.replace(UNKNOWN, ""))
        case ["/matters", which]:
            return ev.Matter(which.replace(UNKNOWN, ""))
        case ["/lang", code]:
            return ev.Language(code.replace(UNKNOWN, ""))
        case ["/lang", code, "worker" | "patient" | "both" as whose]:
            return ev.Language(code.replace(UNKNOWN, ""), whose)
        case [choice] if not choice.startswith("/"):
            return ev.Answer(choice)
        case _:
            raise TalkError(line, "after > stands the id of one choice, or one of the words that begin with /")


def _card(screen: Screen) -> Iterator[str]:
    view = screen.view
    yield ""
    yield f"== {view.state}: {screen.title}" if screen.title else f"== {view.state}"
    yield from (f"   * {notice}" for notice in screen.notices)
    yield from (f'   "{line}"' for line in screen.say)
    yield from (f"   For you: {line}" for line in screen.note.splitlines() if line.strip())
    if view.facts:
        yield f"   facts: {_list(view.facts)}"
    if view.contacts:
        yield f"   contacts: {_list(view.contacts)}"
    if view.outcome:
        yield from _outcome(view.outcome)


def _outcome(outcome: Outcome) -> Iterator[str]:
    yield f"   result: {outcome.result}"
    for name, ids in (
        ("came up", outcome.topics),
        ("left open", outcome.open_topics),
        ("wanted", outcome.needs),
        ("next", outcome.next_steps),
        ("reason", (outcome.reason,) if outcome.reason else ()),
    ):
        if ids:
            yield f"   {name}: {_list(ids)}"


def _list(ids: Iterable[str]) -> str:
    return ", ".join(ids)
