"""Each kind of change has its sentence, found in a snapshot of what ships with one thing made different."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import pytest

from bot.app import content_folder
from bot.book.changes import changes
from bot.book.model import Changes
from bot.book.snapshot import Snapshot, taken
from bot.library import library

FLOW, CARD, NEXT = "adult_brief", "adult_brief.papers", "adult_brief.freedom"


@cache
def shipped() -> Snapshot:
    """What ships."""
    return taken(content_folder(), library())


def told(change: Callable[[Any], object], flows: tuple[str, ...] = ()) -> Changes:
    """What is told when the earlier revision was different in this way."""
    old = copy.deepcopy(shipped())
    change(old)
    return changes("then", old, shipped(), flows or tuple(shipped()["flows"]))


class Slip(NamedTuple):
    """A difference of the earlier revision, and a sentence that has to tell it."""

    name: str
    change: Callable[[Any], object]
    said: str
    card: str = ""


def card(old: Any) -> Any:
    """The card that the slips are about."""
    return old["flows"][FLOW]["cards"][CARD]


def everywhere(old: Any, state: str, change: Callable[[Any], object]) -> None:
    """Change a card in every flow that has it."""
    for flow in old["flows"].values():
        if state in flow["cards"]:
            change(flow["cards"][state])


def swapped(old: Any) -> None:
    """Papers came before freedom: what led to the one led to the other."""
    cards = old["flows"][FLOW]["cards"]
    other = {CARD: NEXT, NEXT: CARD, f"{CARD}_heard": f"{NEXT}_heard", f"{NEXT}_heard": f"{CARD}_heard"}
    for one in cards.values():
        for answer in one["answers"].values():
            answer["goals"] = [[other.get(dest, dest), when] for dest, when in answer["goals"]]
    for one, two in ((CARD, NEXT), (f"{CARD}_heard", f"{NEXT}_heard")):
        cards[one]["answers"], cards[two]["answers"] = cards[two]["answers"], cards[one]["answers"]


def words(old: Any, key: str, *lines: str, language: str = "en") -> None:
    """Other words under a key; none at all takes it away."""
    if lines:
        old["words"][language][key] = list(lines)
    else:
        del old["words"][language][key]


def field(old: Any, section: str, name: str, value: object) -> None:
    """Another value of the first entry of a file."""
    next(iter(old[section].values()))[name] = value


TITLE = shipped()["words"]["en"][f"{CARD}.title"][0]
BEFORE = shipped()["words"]["en"][f"{NEXT}.title"][0]
FIRST = next(iter(shipped()["contacts"].values()))["name"]

SLIPS = (
    Slip("flow added", lambda old: old["flows"].pop("learn"), "A new conversation: Learn."),
    Slip("flow gone", lambda old: old["flows"].update(gone=old["flows"]["learn"]), "The conversation Gone is gone."),
    Slip("start", lambda old: old["flows"][FLOW].update(start="opening.care"), "Adult brief now begins with"),
    Slip("topic added", lambda old: old["flows"][FLOW]["topics"].remove("papers"), "Adult brief now asks about"),
    Slip("topic gone", lambda old: old["flows"][FLOW]["topics"].append("money"), "no longer asks about “money”."),
    Slip("result added", lambda old: old["flows"][FLOW]["results"].pop(), "At the end of Adult brief, a new result:"),
    Slip("step gone", lambda old: old["flows"][FLOW]["steps"].append(["song", ""]), "the next step “song” is gone."),
    Slip(
        "step condition",
        lambda old: old["flows"][FLOW]["steps"][0].__setitem__(1, "never"),
        "is told under another condition.",
    ),
    Slip("order", swapped, f"The question “{TITLE}” now comes after “{BEFORE}”; it came after", CARD),
    Slip("card added", lambda old: old["flows"][FLOW]["cards"].pop(CARD), f"A new card: “{TITLE}”.", CARD),
    Slip(
        "card gone",
        lambda old: old["flows"][FLOW]["cards"].update({"adult_brief.song": copy.deepcopy(card(old))}),
        f"The card “{TITLE}” is gone from Adult brief.",
    ),
    Slip("urgent", lambda old: card(old).update(tone="emergency"), f"“{TITLE}” is no longer an urgent card.", CARD),
    Slip("tag added", lambda old: card(old)["tags"].remove("documents"), "now asks about papers and belongings", CARD),
    Slip("tag gone", lambda old: card(old)["tags"].append("sex"), "is no longer a card that asks about sex.", CARD),
    Slip("contacts", lambda old: card(old)["contacts"].append("legal"), "no longer shows contacts for legal.", CARD),
    Slip("note gone", lambda old: card(old)["notes"].append("duty"), "no longer shows the site's note on the", CARD),
    Slip(
        "answer added",
        lambda old: card(old)["answers"].pop("skip"),
        f"A new answer “Skip this one” on “{TITLE}”: it leads to “",
        CARD,
    ),
    Slip(
        "answer gone",
        lambda old: card(old)["answers"].update(sing=card(old)["answers"]["skip"]),
        f"The answer “sing” on “{TITLE}” is gone.",
        CARD,
    ),
    Slip(
        "leads elsewhere",
        lambda old: card(old)["answers"]["no"].update(goals=[["closing.end", ""]]),
        "; it led to “Finished”.",
        CARD,
    ),
    Slip(
        "leads elsewhere in part",
        lambda old: card(old)["answers"]["no"].update(goals=[["adult_brief.work", ""], ["adult_brief.pressure", ""]]),
        f"“No” on “{TITLE}” now leads to “Pressure”; it led to “Work” or “Pressure”.",
        CARD,
    ),
    Slip(
        "other condition",
        lambda old: card(old)["answers"]["no"]["goals"][0].__setitem__(1, "never"),
        f"“No” on “{TITLE}” leads where it did, under another condition.",
        CARD,
    ),
    Slip(
        "gate",
        lambda old: everywhere(old, "opening.alone", lambda one: one["answers"]["yes"].update(opens=[])),
        "on “Make it private” now counts as settled: private.",
        "opening.alone",
    ),
    Slip(
        "record",
        lambda old: card(old)["answers"]["no"].update(records=[["papers", "yes"]]),
        f"“No” on “{TITLE}” is remembered as something else.",
        CARD,
    ),
    Slip(
        "say",
        lambda old: words(old, f"{CARD}.say", "Other words."),
        f"The words to the patient on “{TITLE}” changed.",
        CARD,
    ),
    Slip("title", lambda old: words(old, f"{CARD}.title", "Other"), f"The title on “{TITLE}” changed.", CARD),
    Slip("note", lambda old: words(old, f"{CARD}.note", "Other."), f"The note to the worker on “{TITLE}” cha", CARD),
    Slip(
        "label",
        lambda old: words(old, "opening.begin.choices.yes", "All is well"),
        "An answer on “Before you ask” is called otherwise.",
        "opening.begin",
    ),
    Slip(
        "words under a stem without a title",
        lambda old: words(old, "offer.ask.say", "Other words."),
        "The words to the patient on “Tell everyone” changed.",
    ),
    Slip(
        "form",
        lambda old: words(old, "opening.begin_dental.why", "Other."),
        "In a form of its own: The reason on “Before you ask” changed.",
        "opening.begin",
    ),
    Slip("notice", lambda old: words(old, "notice.stale", "Other."), "The notice “stale” reads differently."),
    Slip(
        "spanish",
        lambda old: words(old, f"{CARD}.title", "Otra", language="es"),
        f"In Spanish: The title on “{TITLE}” changed.",
        CARD,
    ),
    Slip("language", lambda old: old["words"].pop("es"), "A new language: es."),
    Slip(
        "matter",
        lambda old: words(old, "matter_tribal.handoff.note"),
        "on every card that calls somebody together with the patient changed.",
    ),
    Slip("contact added", lambda old: old["contacts"].pop("us-988"), "A new contact: “988 Suicide & Crisis Lifeline”."),
    Slip("contact gone", lambda old: old["contacts"].update(x={"name": "A line"}), "The contact “A line” is gone."),
    Slip("hours", lambda old: field(old, "contacts", "hours", "Mondays"), f"“{FIRST}”: the hours changed."),
    Slip("law added", lambda old: old["law"].pop("us-child-report"), "A new rule of law: “A suspicion that a child"),
    Slip("law", lambda old: field(old, "law", "what", "Other."), "the sentence changed."),
    Slip("fact", lambda old: field(old, "facts", "text", "Other."), "the text changed."),
)


@pytest.mark.parametrize("slip", SLIPS, ids=[slip.name for slip in SLIPS])
def test_each_change_has_its_sentence(slip: Slip) -> None:
    """The sentence is told, on its card where it is about one."""
    found = told(slip.change)
    sentences = [one for one in found.sentences if slip.said in one.text]
    assert sentences, [one.text for one in found.sentences]
    assert not slip.card or all(slip.card in one.cards for one in sentences)


def test_nothing_changed_is_nothing_told() -> None:
    """Two equal revisions have no sentence between them."""
    assert told(lambda old: None).sentences == ()


def test_was_and_is_stand_side_by_side() -> None:
    """Words that changed are told as they were and as they are."""
    found = told(lambda old: words(old, f"{CARD}.title", "Other"))
    assert [(one.was, one.now) for one in found.sentences] == [(("Other",), (TITLE,))]


def test_one_conversation_tells_of_its_own_cards() -> None:
    """A book of one conversation leaves out what changed on cards of others."""
    assert told(lambda old: words(old, f"{CARD}.title", "Other"), ("learn",)).sentences == ()
    assert told(lambda old: card(old).update(tone="emergency"), ("learn",)).sentences == ()


def test_a_change_everywhere_is_told_once() -> None:
    """What changed alike in every conversation that has the card is one sentence, without a list of them."""
    found = told(lambda old: everywhere(old, "opening.alone", lambda one: one.update(tone="emergency")))
    assert [one.text for one in found.sentences] == ["“Make it private” is no longer an urgent card."]


def test_a_change_in_some_says_where() -> None:
    """What changed in one conversation only is told with its name."""
    found = told(lambda old: old["flows"]["offer"]["cards"]["opening.alone"].update(tone="emergency"))
    assert [one.text for one in found.sentences] == ["“Make it private” is no longer an urgent card. (In Offer.)"]
