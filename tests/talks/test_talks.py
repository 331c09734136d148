"""Each talk is held again, and has to read as it did: the same cards, the same words, the same end.

`--park` stores and thaws the session between all steps. `--update-talks` writes the talks anew after a change that
was meant: read the difference before it is committed, aloud if it is about words to a patient.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from bot.adapters.console.talk import Talk, Writer, read
from bot.app import Parts, missing_roles, read_parts
from bot.engine.session import Mode, Session
from bot.engine.step import step
from bot.present.screen import Screen, screen
from tests.console.samples import TODAY, parts

HERE = Path(__file__).parent
TALKS = sorted(HERE.glob("*.talk"))
SITES = HERE / "sites"

PATHS = (
    "education only",
    "no privacy",
    "companion stays",
    "declined",
    "nothing raised",
    "something raised",
    "help now",
    "danger",
    "self harm",
    "called away",
)
"""The kinds of conversation that must have a talk, as words in the name of a file."""


REFUSALS = {"not_offered", "not_now", "stale", "flow_unknown", "already_open"}
"""Notices that no talk has a use for."""


@cache
def at(site: str) -> Parts:
    """The shipped content at a site of the folder beside this file; without a name, at the demonstration."""
    return read_parts(SITES / f"{site}.yaml", clock=lambda: int(TODAY.strftime("%s"))) if site else parts()


def hold(talk: Talk, *, park: bool) -> tuple[str, list[Screen]]:
    """Hold the conversation that a talk asks for: how it reads, and its screens."""
    known = at(talk.site)
    off = missing_roles(known.library.flows[talk.begin.flow], known.site)
    assert not off, f"{talk.begin.flow} is off at this site, which names no {off}"
    writer = Writer(talk.begin, talk.site)
    session, view = step(known.library, None, talk.begin)
    screens = [screen(view, known.presenter)]
    writer.shown(screens[-1])
    for event in talk.events:
        writer.answered(event, screens[-1])
        session, view = step(known.library, thawed(session) if park else session, event)
        screens.append(screen(view, known.presenter))
        writer.shown(screens[-1])
    return writer.text(), screens


def thawed(session: Session | None) -> Session | None:
    """The session as it comes out of the store."""
    if session is None or session.mode is Mode.ENDED:
        return session
    return parts().codec.decode(parts().codec.encode(session))


@pytest.mark.parametrize("path", TALKS, ids=lambda path: path.stem)
def test_talk_reads_as_it_did(path: Path, park: bool, request: pytest.FixtureRequest) -> None:
    """The cards, their words, what was offered and how it ended are those of the file."""
    before = path.read_text(encoding="utf-8")
    now, _ = hold(read(before), park=park)
    if request.config.getoption("--update-talks"):
        path.write_text(now, encoding="utf-8")
    else:
        assert now.splitlines() == before.splitlines()


@pytest.mark.parametrize("path", TALKS, ids=lambda path: path.stem)
def test_talk_comes_to_an_end(path: Path, park: bool) -> None:
    """Every talk ends with an outcome, and no answer of it is refused on its way."""
    _, screens = hold(read(path.read_text(encoding="utf-8")), park=park)
    assert screens[-1].view.outcome is not None
    assert not REFUSALS & {notice.id for one in screens for notice in one.view.notices}


def test_each_kind_of_conversation_has_its_talk() -> None:
    """Whoever asks how the bot behaves when somebody will not leave, or when nothing comes up, can read it."""
    names = [path.stem.replace("_", " ") for path in TALKS]
    assert [kind for kind in PATHS if not any(kind in name for name in names)] == []


def test_each_talk_is_named_after_its_flow() -> None:
    """One id everywhere: a talk's name begins with the conversation that it is of."""
    for path in TALKS:
        talk = read(path.read_text(encoding="utf-8"))
        assert path.stem.startswith(talk.begin.flow), path.name


def test_a_changed_word_is_noticed(park: bool) -> None:
    """One word of one card that differs is enough to fail the talk."""
    text = TALKS[0].read_text(encoding="utf-8")
    changed = text.replace("   For you: ", "   For you: Not ", 1)
    assert changed != text
    assert hold(read(changed), park=park)[0] != changed


def test_a_changed_answer_is_noticed(park: bool) -> None:
    """Another answer leads to other cards, so the text differs."""
    text = TALKS[0].read_text(encoding="utf-8")
    changed = text.replace("> yes", "> companion", 1)
    assert changed != text
    assert hold(read(changed), park=park)[0] != changed
