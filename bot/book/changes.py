"""What changed between two snapshots, in sentences that a reviewer can read: nothing of code, nothing of ids.

Each sentence names the card as it is called today, or as it was called when it is gone. What is the same in several
conversations is said once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from bot.book.conditions import named
from bot.book.maps import part_name
from bot.book.model import Changes, Sentence
from bot.book.rewording import dated_changes, word_changes
from bot.book.snapshot import Snapshot
from bot.check.vocabulary import TAGS

NOTES = {
    "duty": "the site's note on the duty to report",
    "law_child": "the law of the place on children",
    "law_adult": "the law of the place on adults",
    "law_dependent": "the law of the place on dependent adults",
}
"""Notes that are not named for a role."""


class Told(NamedTuple):
    """A sentence about one flow, before it is joined with those about others."""

    kind: str
    text: str
    card: str
    flow: str


def changes(since: str, old: Snapshot, new: Snapshot, wanted: Iterable[str]) -> Changes:
    """Everything that changed in the wanted flows, in words and in dated data."""
    flows = [*wanted]
    if {*flows} >= new["flows"].keys():
        flows += [name for name in old["flows"] if name not in new["flows"]]
    told: list[Told] = []
    for name in flows if old["flows"] else ():
        before, now = old["flows"].get(name), new["flows"].get(name)
        if before is None or now is None:
            is_new = before is None
            text = (
                f"A new conversation: {part_name(name)}." if is_new else f"The conversation {part_name(name)} is gone."
            )
            told.append(Told("Conversations", text, "", ""))
        else:
            told += _flow(name, Side(old, name), Side(new, name))
    having: dict[str, set[str]] = {}
    for name in new["flows"].keys() & old["flows"].keys():
        for state in new["flows"][name]["cards"]:
            having.setdefault(state, set()).add(name)
    sentences = [*_joined(told, having), *word_changes(old, new, flows), *dated_changes(old, new)]
    return Changes(since, tuple(sentences), tuple(old["untold"]))


class Side:
    """One flow as one snapshot has it, with its words."""

    def __init__(self, snapshot: Snapshot, flow: str) -> None:
        self.words = snapshot["words"].get("en", {})
        self.flow: dict[str, Any] = snapshot["flows"].get(flow, {})
        self.cards: dict[str, Any] = self.flow.get("cards", {})

    def title(self, state: str) -> str:
        """The title of a card in quotation marks."""
        for stem in (*self.cards.get(state, {}).get("words", ()), state):
            if title := self.words.get(f"{stem}.title"):
                return f"“{title[0]}”"
        return f"“{named(state.rpartition('.')[2])}”"

    def label(self, state: str, answer: str) -> str:
        """The label of an answer in quotation marks."""
        keys = (*(f"{stem}.choices.{answer}" for stem in (*self.cards[state]["words"], state)), f"choice.{answer}")
        return next((f"“{self.words[key][0]}”" for key in keys if key in self.words), f"“{named(answer)}”")

    def goals(self, state: str, answer: str) -> str:
        """The titles of the cards that an answer leads to."""
        there = dict.fromkeys(dest for dest, _ in self.cards[state]["answers"][answer]["goals"])
        return " or ".join(map(self.title, there))

    def named(self, section: str, name: str) -> str:
        """An entry of a table of short texts."""
        return f"“{self.words.get(f'{section}.{name}', [named(name)])[0].rstrip('.')}”"


def _joined(told: list[Told], having: dict[str, set[str]]) -> Iterator[Sentence]:
    """Sentences that are the same in several flows, once; with the flows where they are not in all that have it."""
    together: dict[tuple[str, str, str], list[str]] = {}
    for one in told:
        together.setdefault((one.kind, one.text, one.card), []).append(one.flow)
    for (kind, text, card), flows in together.items():
        everywhere = not card or having.get(card, set()) <= set(flows)
        where = "" if everywhere or not any(flows) else f" (In {', '.join(map(part_name, flows))}.)"
        yield Sentence(kind, f"{text}{where}", (card,) if card else ())


def _flow(flow: str, was: Side, now: Side) -> Iterator[Told]:
    name = part_name(flow)
    if was.flow["start"] != now.flow["start"]:
        first = now.flow["start"]
        yield Told("Conversations", f"{name} now begins with {now.title(first)}.", first, flow)
    for topic in _added(was.flow["topics"], now.flow["topics"]):
        yield Told("Conversations", f"{name} now asks about {now.named('topic', topic)}.", "", flow)
    for topic in _added(now.flow["topics"], was.flow["topics"]):
        yield Told("Conversations", f"{name} no longer asks about {was.named('topic', topic)}.", "", flow)
    yield from _ends(flow, was, now)
    yield from _moved(flow, was, now)
    for state in now.cards:
        if state not in was.cards:
            yield Told("Cards", f"A new card: {now.title(state)}.", state, flow)
        else:
            yield from _card(flow, state, was, now)
            yield from _answers(flow, state, was, now)
    for state in was.cards:
        if state not in now.cards:
            yield Told("Cards", f"The card {was.title(state)} is gone from {name}.", "", "")


def _ends(flow: str, was: Side, now: Side) -> Iterator[Told]:
    where = f"At the end of {part_name(flow)}"

    def told(text: str) -> Told:
        return Told("Conversations", f"{where}, {text}", "", flow)

    for section, table, word in (("results", "result", "result"), ("steps", "step", "next step")):
        before, after = dict(was.flow[section]), dict(now.flow[section])
        yield from (told(f"a new {word}: {now.named(table, one)}.") for one in _added(before, after))
        yield from (told(f"the {word} {was.named(table, one)} is gone.") for one in _added(after, before))
        for one, condition in after.items():
            if before.get(one, condition) != condition:
                yield told(f"the {word} {now.named(table, one)} is told under another condition.")


def _moved(flow: str, was: Side, now: Side) -> Iterator[Told]:
    """Questions that stand elsewhere among those that both revisions ask."""
    asked = _asked(was.flow)
    both = [state for state in _asked(now.flow) if state in asked]
    before = [state for state in asked if state in both]
    stayed = _in_order([before.index(state) for state in both])
    for place, state in enumerate(both):
        once = before.index(state)
        if once not in stayed:
            here = f"comes after {now.title(both[place - 1])}" if place else "comes first"
            there = f"came after {was.title(before[once - 1])}" if once else "came first"
            said = f"The question {now.title(state)} now {here}; it {there}."
            yield Told("Order of the questions", said, state, flow)


def _asked(flow: dict[str, Any]) -> list[str]:
    """The questions in the order in which one can come to them."""
    depth: dict[str, int] = {flow["start"]: 0}
    ways = [
        (state, dest)
        for state, card in flow["cards"].items()
        for answer in card["answers"].values()
        for dest, _ in answer["goals"]
    ]
    for _ in flow["cards"]:  # as many rounds as a way can have cards, so that a circle ends as well
        for state, dest in ways:
            if state in depth:
                depth[dest] = max(depth.get(dest, 0), min(depth[state] + 1, len(flow["cards"])))
    asked = [state for state, card in flow["cards"].items() if "sensitive_q" in card["tags"] and state in depth]
    return sorted(asked, key=lambda state: depth[state])


def _in_order(places: list[int]) -> set[int]:
    """The longest run of places that rise: what did not have to move."""
    best: list[list[int]] = [[]]
    for place in places:
        best.append([*_longest(run for run in best if not run or run[-1] < place), place])
    return set(_longest(best))


def _longest(runs: Iterable[list[int]]) -> list[int]:
    return max(runs, key=lambda run: (len(run), run))


SHOWN = (("contacts", "contacts for {}"), ("notes", "{}"), ("facts", "the learning card {}"))
"""What a card shows beside its words, and how that is called."""


def _card(flow: str, state: str, was: Side, now: Side) -> Iterator[Told]:
    old, new, title = was.cards[state], now.cards[state], now.title(state)

    def told(text: str) -> Told:
        return Told("Cards", f"{title} {text}.", state, flow)

    if "emergency" in {old["tone"], new["tone"]} and old["tone"] != new["tone"]:
        yield told("is now an urgent card" if new["tone"] == "emergency" else "is no longer an urgent card")
    for tag in _added(old["tags"], new["tags"]):
        yield told(f"now {TAGS.get(tag, f'has the mark {tag}')}")
    for tag in _added(new["tags"], old["tags"]):
        yield told(f"is no longer a card that {TAGS.get(tag, f'has the mark {tag}')}")
    for part, called in SHOWN:
        for one in _added(old[part], new[part]):
            yield told(f"now shows {called.format(NOTES.get(one, named(one)))}")
        for one in _added(new[part], old[part]):
            yield told(f"no longer shows {called.format(NOTES.get(one, named(one)))}")


def _answers(flow: str, state: str, was: Side, now: Side) -> Iterator[Told]:
    old, new, title = was.cards[state]["answers"], now.cards[state]["answers"], now.title(state)

    def told(text: str) -> Told:
        return Told("Answers", text, state, flow)

    for one in _added(old, new):
        yield told(f"A new answer {now.label(state, one)} on {title}: it leads to {now.goals(state, one)}.")
    for one in _added(new, old):
        yield told(f"The answer {was.label(state, one)} on {title} is gone.")
    for one in (one for one in new if one in old):
        for text in _answer(old[one], new[one], was.goals(state, one), now.goals(state, one)):
            yield told(f"{now.label(state, one)} on {title} {text}.")


def _answer(old: dict[str, Any], new: dict[str, Any], before: str, after: str) -> Iterator[str]:
    """What is different about an answer that both revisions have; ``before`` and ``after`` are where it leads."""
    if {dest for dest, _ in old["goals"]} != {dest for dest, _ in new["goals"]}:
        same = before == after
        yield f"now leads to another card called {after}" if same else f"now leads to {after}; it led to {before}"
    elif sorted(old["goals"]) != sorted(new["goals"]):
        yield "leads where it did, under another condition"
    for gate in _added(old["opens"], new["opens"]):
        yield f"now counts as settled: {named(gate)}"
    for gate in _added(new["opens"], old["opens"]):
        yield f"no longer counts as settled: {named(gate)}"
    if old["records"] != new["records"]:
        yield "is remembered as something else"


def _added(before: Iterable[str], after: Iterable[str]) -> list[str]:
    kept = {*before}
    return [one for one in after if one not in kept]
