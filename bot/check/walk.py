"""The exhaustive walk: the real ``step``, from every session that can be reached, over every choice and interrupt.

The argument, in plain words. There are more conversations than anybody can count, and few situations that differ in
what can still happen. The walk takes two sessions for one situation when they agree on mode, card, and what can still
matter of what was answered (``bot.check.lens``). Everything that a conversation depends on is in one of these places:

1. *Answers.* Which answers a card offers and where they lead is decided by guards, and a guard is handed facts and
   nothing else (the type of ``Guard``; the compiler refuses one that reads anything but facts). Facts are a sum over
   the trail (``facts.fold``), and an answer adds its own. So merged sessions offer the same answers, which lead to
   sessions that are merged again. Checked at each merge, as far as one step goes: WALK-MERGE. An interpreter, a
   companion who stays, a talk by phone or video, an age band: all of these are answers, and so are walked like any
   other.
2. *Back and edit* read the trail itself, not the facts. They lead only to sessions that the walk has: back is shown
   to be the exact inverse of the answer on every session here (WALK-BACK), and editing to lead to a session with a
   plain trail of answers, whatever is answered then (WALK-EDIT: every earlier card, every other answer). Answers that
   wait after an edit are given again through the same door as any answer.
3. *Safety cards and covers* do not read the main trail at all. Opening and closing is shown to be the identity on
   every session (WALK-ASIDE, WALK-COVER), so their inside needs walking once for each way in, not for each session.
4. *Languages* (the worker's, the patient's, any two of them), *what matters* for a patient (the culture taps), *stop*
   and *expiry* change nothing that a guard reads: each can be switched and switched back on every session, with
   nothing else moved (WALK-LANGUAGE), and an end holds nothing (WALK-WIPE). Walking is done in one language; words
   are judged in each.
5. *Needs in the patient's order* are facts. Guards on cards ask only whether one was named, so the order is not kept
   there; the outcome tells it, under a lens of its own. Facts that only the outcome reads are walked apart, one walk
   for each group that is read together (``lenses``), so that their product is never built.
6. *What a site chooses.* ``step`` is handed no site. A site decides which flows it offers (those whose roles it
   names), which languages, and the text of its own lines; a role that is not named, such as the lead for child
   protection, takes a flow away or shows "not set, check locally" and moves no card. Shown, not only said: WALK-SITE
   walks every flow again as the barest site has it, with no role, one language and nothing that matters, and finds
   the same graph.
7. *Contacts, the law, the day* are read when a screen is drawn and never by ``step``. Rules that need a contact ask
   what can be shown today.

What the merge does not keep: a view's number of cards so far, its list of editable cards and its revision depend on
the length of the trail, and contacts of chosen needs and the outcome on facts that no guard reads. No later step
reads them. Rules about contacts and outcomes ask for a lens that keeps those facts; rules that count cards count
moves.

What is proved for one session of each class only: items 2 to 4. That they hold for the others rests on ``step`` not
reading facts there; tests/engine tries it on random conversations.

What cannot be walked is refused: a circle of answers, or a way longer than a record holds, by the compiler; more than
``MOST_SESSIONS`` situations here, with a sentence. Nothing is ever sampled.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from bot.check.depth import EVERYTHING, MOST_SESSIONS, TRIAL, Depth, TooLargeError
from bot.check.graph import RETURN, Graph, Move, Node
from bot.check.lens import NO_LENS, Lens, memories
from bot.check.premises import Failed, Premises, replace_hidden
from bot.engine import events as ev
from bot.engine.record import Codec
from bot.engine.session import Aside, Mode, Session, Step
from bot.engine.show import Library
from bot.engine.step import STOP, step
from bot.engine.trail import facts_of, offered
from bot.engine.view import View

__all__ = ["EVERYTHING", "MOST_SESSIONS", "TRIAL", "Depth", "TooLargeError", "Walked", "walk"]

Key = tuple[object, ...]

INTERRUPTS: Final[tuple[tuple[str, ev.Event], ...]] = (
    ("danger", ev.Danger()),
    ("pause", ev.Pause()),
    ("cover", ev.Cover()),
    ("away", ev.Away()),
    ("stop", ev.Stop()),
)
"""Interrupts that are drawn as moves; the others lead to sessions that the walk has by other ways."""


@dataclass(frozen=True, slots=True)
class Walked:
    """What a walk found: the graph, and the premises that did not hold."""

    graph: Graph
    failed: tuple[Failed, ...]


def walk(library: Library, flow: str, codec: Codec, lens: Lens = NO_LENS, depth: Depth = EVERYTHING) -> Walked:
    """Walk one flow under a lens."""
    return _Walker(library, flow, codec, lens, depth).walk()


class _Walker:
    def __init__(self, library: Library, flow: str, codec: Codec, lens: Lens, depth: Depth) -> None:
        self._library = library
        self._flow = library.flows[flow]
        self._safety = library.flows[library.safety]
        self._lens = lens
        self._depth = depth
        self._memories = memories(self._flow, lens)
        self._aside_memories = memories(self._safety)
        self._premises = Premises(library, codec)
        self._numbers: dict[Key, int] = {}
        self._nodes: list[Node] = []
        self._sessions: list[Session] = []
        self._answers: list[list[Move]] = []
        self._calls: list[list[Move]] = []
        self._firsts: list[Move | None] = []
        self._todo: deque[int] = deque()
        self._edited: list[tuple[Key, int, tuple[ev.Event, ...]]] = []
        self._ids = tuple(dict.fromkeys(one for card in self._flow.cards.values() for one in card.ids))

    def walk(self) -> Walked:
        """Breadth first from the first card."""
        begun, view = step(self._library, None, ev.Begin(self._flow.id))
        assert begun is not None  # noqa: S101  # the library holds the flow
        self._arrive(self._key(begun), begun, view, None)
        while self._todo:
            number = self._todo.popleft()
            session, view = self._sessions[number], self._nodes[number].view
            self._premises.open(number, view)
            if self._depth.premises and self._depth.calls:
                self._premises.stored(number, session)
            match view.mode:
                case Mode.RUNNING:
                    self._running(number, session, view)
                case Mode.DANGER:
                    self._aside(number, session, view)
                case Mode.COVERED | Mode.AWAY:
                    self._hidden(number, session)
                case _:
                    self._ended(number, session)
        for key, number, events in self._edited:
            self._premises.holds("WALK-EDIT", key in self._numbers, number, *events)
        return self._walked()

    def _walked(self) -> Walked:
        graph = Graph(
            self._flow,
            self._lens,
            tuple(self._nodes),
            tuple(map(tuple, self._answers)),
            tuple(map(tuple, self._calls)),
            tuple(self._firsts),
            len(self._nodes),
            self._premises.steps,
        )
        return Walked(graph, tuple(self._premises.failed.values()))

    # Nodes

    def _key(self, session: Session, trail: tuple[Step, ...] | None = None, at: str = "") -> Key:
        """What two sessions must agree on to be one node; ``trail`` and ``at`` where the session itself is wiped."""
        if session.mode is Mode.DANGER and session.aside is not None:
            aside = session.aside
            memory = self._aside_memories[aside.at].of(facts_of(self._safety, aside.trail))
            return (session.mode, aside.at, aside.hidden, memory)
        at = at or session.at
        if session.mode in (Mode.COVERED, Mode.AWAY):
            return (session.mode, at)
        trail = session.trail if trail is None else trail
        return (session.mode, at, self._memories[at].of(facts_of(self._flow, trail)))

    def _arrive(self, key: Key, session: Session, view: View, move: Move | None) -> int:
        """The node of this session; a new one is put on the list of those to walk from."""
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._nodes)
            if number >= MOST_SESSIONS:
                raise TooLargeError(self._flow.id, MOST_SESSIONS)
            self._nodes.append(Node(number, view.state, view))
            self._sessions.append(session)
            self._answers.append([])
            self._calls.append([])
            self._firsts.append(None if move is None else replace(move, target=number))
            self._todo.append(number)
        else:
            self._premises.holds("WALK-MERGE", self._shows_alike(self._nodes[number].view, view), number)
        return number

    def _shows_alike(self, one: View, other: View) -> bool:
        needs = frozenset(self._flow.outcome.needs)
        contacts = one.contacts == other.contacts or not needs <= self._lens.facts
        alike = ("state", "mode", "words", "tags", "tone", "choices", "site_notes", "facts")
        return contacts and all(getattr(one, name) == getattr(other, name) for name in alike)

    def _call(self, number: int, session: Session, name: str, event: ev.Event) -> None:
        """Draw the move of an interrupt."""
        stepped = self._premises.step(number, session, event)
        if stepped is None or stepped.session is None:
            return
        key: Key = ("stopped", name) if stepped.session.mode is Mode.ENDED else self._key(stepped.session)
        target = self._arrive(key, stepped.session, stepped.view, Move(number, RETURN, name))
        self._calls[number].append(Move(number, target, name))

    # Cards of the conversation

    def _running(self, number: int, session: Session, view: View) -> None:
        for choice in view.choices:
            self._answer(number, session, choice)
        if self._depth.calls:
            self._calls_of(number, session)
        if self._depth.calls and self._depth.premises:
            self._undone(number, session, view)

    def _calls_of(self, number: int, session: Session) -> None:
        for name, event in INTERRUPTS:
            self._call(number, session, name, event)

    def _undone(self, number: int, session: Session, view: View) -> None:
        """The premises on one running session."""
        check = self._premises
        check.wiped(number, session, ev.Stop())
        check.wiped(number, session, ev.Expire())
        openings: tuple[ev.Event, ...] = (ev.Danger(), ev.Pause())
        for opening in openings:
            for close in (ev.Back(), ev.Resume()):
                check.same("WALK-ASIDE", number, session, opening, close)
            for said in self._closing(opening):
                check.leads("WALK-ASIDE", number, session, self._left(number, session, said), opening, said)
        check.hidden(number, session, ev.Cover())
        check.hidden(number, session, ev.Away())
        check.same("WALK-COVER", number, session, ev.Away(), ev.Cover(), ev.Resume())
        check.switched(number, session)
        check.ignored(number, session, self._nonsense(session, view))
        self._edits(number, session)

    def _answer(self, number: int, session: Session, choice: str) -> None:
        declared = self._flow.cards[session.at].choices[choice]
        stepped = self._premises.step(number, session, ev.Answer(choice))
        if stepped is None or stepped.session is None:
            return
        after = stepped.session
        if after.mode is Mode.ENDED:
            self._premises.wiped(number, session, ev.Answer(choice))
            key = self._key(after, (*session.trail, Step(session.at, choice)), stepped.view.state)
        else:
            if self._depth.premises:
                self._premises.same("WALK-BACK", number, session, ev.Answer(choice), ev.Back())
            key = self._key(after)
        move = Move(number, RETURN, "answer", declared)
        self._answers[number].append(replace(move, target=self._arrive(key, after, stepped.view, move)))

    def _closing(self, opened: ev.Event) -> Iterator[ev.Answer]:
        """The answers that close a safety card at once."""
        entry = self._safety.cards[self._library.entries["danger" if isinstance(opened, ev.Danger) else "pause"]]
        for choice in entry.choices.values():
            if all(self._safety.cards[to].state.final for to, _ in choice.ways):
                yield ev.Answer(choice.id)

    def _left(self, number: int, below: Session, said: ev.Answer) -> Session:
        """Where closing a safety card leaves: as it was below, and one answer on if a stop was said that fits there."""
        if said.choice != STOP or STOP not in offered(self._flow, below.at, below.trail):
            return below
        stopped = self._premises.step(number, replace(below, mode=Mode.RUNNING), said)
        if stopped is None or stopped.session is None:
            return below
        if below.mode is Mode.RUNNING:
            return stopped.session
        return below if stopped.session.mode is Mode.ENDED else replace(stopped.session, mode=below.mode)

    def _nonsense(self, session: Session, view: View) -> Iterator[ev.Event]:
        """Events that may not do anything here."""
        yield from (ev.Unknown(), ev.Language("zz"), ev.Matter("nothing_of_the_kind"), ev.Begin(session.flow))
        yield from (ev.Answer("no_such_answer"), ev.Edit("no.such_card"), ev.Back(revision=session.revision - 1))
        yield from (ev.Answer(one) for one in self._ids if one not in view.choices)
        yield from (ev.Answer(one, session.revision - 1) for one in view.choices)
        if view.mode is Mode.RUNNING:
            yield from (ev.Resume(), ev.Edit(session.at))
        else:
            yield from (ev.Edit(done.state) for done in session.trail)
        if view.mode in (Mode.COVERED, Mode.AWAY):
            yield from (ev.Back(), ev.Pause())

    def _edits(self, number: int, session: Session) -> None:
        """Every earlier card: the same answer, back, and every other answer."""
        check = self._premises
        for done in session.trail:
            edit = ev.Edit(done.state)
            check.same("WALK-EDIT", number, session, edit, ev.Answer(done.answer))
            check.same("WALK-EDIT", number, session, edit, ev.Back())
            stepped = check.step(number, session, edit)
            for choice in stepped.view.choices if stepped is not None else ():
                if choice != done.answer:
                    self._edit(number, session, (edit, ev.Answer(choice)))

    def _edit(self, number: int, session: Session, events: tuple[ev.Event, ...]) -> None:
        stepped = self._premises.step(number, session, *events)
        if stepped is None or stepped.session is None or stepped.session.mode is Mode.ENDED:
            return
        self._premises.stored(number, stepped.session, *events)
        self._premises.same("WALK-COVER", number, stepped.session, ev.Cover(), ev.Resume())
        self._edited.append((self._key(stepped.session), number, events))

    # Safety cards, covers, ends

    def _aside(self, number: int, session: Session, view: View) -> None:
        check, below = self._premises, _below(session)
        for choice in view.choices:
            declared = self._safety.cards[view.state].choices[choice]
            stepped = check.step(number, session, ev.Answer(choice))
            if stepped is None or stepped.session is None:
                continue
            move = Move(number, RETURN, "answer", declared)
            if stepped.session.mode is Mode.DANGER:
                check.same("WALK-BACK", number, session, ev.Answer(choice), ev.Back())
                key = self._key(stepped.session)
                move = replace(move, target=self._arrive(key, stepped.session, stepped.view, move))
            else:
                left = self._left(number, below, ev.Answer(choice))
                check.leads("WALK-ASIDE", number, session, left, ev.Answer(choice))
            self._answers[number].append(move)
        check.leads("WALK-ASIDE", number, session, below, ev.Resume())
        self._calls[number].append(Move(number, RETURN, "resume"))
        self._calls_of(number, session)
        if not self._depth.premises:
            return
        for hide in (ev.Cover(), ev.Away()):
            check.leads("WALK-COVER", number, session, replace_hidden(session), hide, ev.Resume())
        check.wiped(number, session, ev.Stop())
        check.wiped(number, session, ev.Expire())
        check.switched(number, session)
        check.ignored(number, session, self._nonsense(session, view))

    def _hidden(self, number: int, session: Session) -> None:
        check, view = self._premises, self._nodes[number].view
        self._calls[number].append(Move(number, RETURN, "resume"))
        self._call(number, session, "danger", ev.Danger())
        self._call(number, session, "cover", ev.Cover())
        self._call(number, session, "stop", ev.Stop())
        if not self._depth.premises:
            return
        check.wiped(number, session, ev.Stop())
        check.wiped(number, session, ev.Expire())
        check.switched(number, session)
        check.ignored(number, session, self._nonsense(session, view))

    def _ended(self, number: int, session: Session) -> None:
        events = (ev.Unknown(), ev.Back(), ev.Resume(), ev.Danger(), ev.Cover(), ev.Stop(), ev.Answer("yes"))
        self._premises.ignored(number, session, (*events, ev.Language("zz"), ev.Edit(session.at)))


def _below(session: Session) -> Session:
    """The session that a safety card was opened on, or the cover above it."""
    aside = session.aside or Aside("")
    return replace(session, aside=None, mode=Mode.COVERED if aside.hidden else Mode.RUNNING)
