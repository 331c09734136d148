"""One flow under all rules, or all flows in as many processes as there are to spare.

Flows are judged apart from one another: a flow is proved with the safety conversation beside it, which is the only
other flow that its sessions can be in. So they can be shared out, and the report is the same in whatever order.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Final

from bot.check import budget
from bot.check.barest import same_everywhere
from bot.check.budget import Budget
from bot.check.content import NOTHING, Content
from bot.check.costs import costs_of
from bot.check.depth import EVERYTHING, TRIAL, Depth, TooLargeError
from bot.check.laws import laws_of
from bot.check.lens import lenses
from bot.check.premises import PREMISES, SITE
from bot.check.report import ALL_FLOWS, Cost, Result
from bot.check.rule import Rule, Status, Subject, Verdict
from bot.check.transcript import NoWords, Words, happened, transcript
from bot.engine.compile import CompiledFlow
from bot.engine.record import Codec
from bot.engine.show import Library

NEEDS_PREMISES: Final = frozenset({"PATH-3", "MUST-22", "NEV-13"})
"""Rules that read what became of the premises, so that the walk has to check them."""


@dataclass(frozen=True)
class Judged:
    """What was found on one flow, and how much was walked for it."""

    flow: str
    results: tuple[Result, ...]
    costs: tuple[Cost, ...] = ()
    walked: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Task:
    """All that is needed to judge flows. ``only`` are the ids of rules that were asked for; all where it is empty.

    ``depth`` is for a trial: rules and laws alone, without premises, outcomes apart and costs.
    """

    library: Library
    codec: Codec
    rules: tuple[Rule, ...]
    words: Words = field(default_factory=NoWords)
    content: Content = NOTHING
    shown: Callable[[str], int] | None = None
    only: frozenset[str] = frozenset()
    budget: Budget = field(default_factory=Budget)
    depth: Depth | None = None

    def flow(self, flow_id: str) -> Judged:
        """Everything about one flow."""
        flow = self.library.flows[flow_id]
        subject = self.subject(flow)
        try:
            return self._judged(subject)
        except TooLargeError as error:
            sentence = "A conversation is walked whole, so it has to be small enough for that."
            found = Result("WALK-CAP", flow_id, Status.BROKEN, sentence, str(error), looks_at=("sessions",))
            return Judged(flow_id, (found,))

    def subject(self, flow: CompiledFlow) -> Subject:
        """A flow, ready to be judged as deep as the rules need it."""
        return Subject(self.library, flow, self.codec, self.shown, self._depth(), self.content)

    def shared(self) -> tuple[Result, ...]:
        """What is judged once: rules about the program, and the words that all flows share."""
        flow = next(iter(self.library.flows.values()), None)
        if flow is None:
            return ()
        subject = self.subject(flow)
        judges = [(rule, rule.judge) for rule in self._asked() if rule.once]
        judges += [(rule, rule.shared) for rule in self._asked() if rule.shared]
        try:
            return tuple(self._result(rule, judge(subject), subject, ALL_FLOWS) for rule, judge in judges)
        except TooLargeError:
            return ()  # told of the flow itself

    def _depth(self) -> Depth:
        if self.depth is not None:
            return self.depth
        deep = not self.only or self.only & (NEEDS_PREMISES | PREMISES.keys())
        return EVERYTHING if deep else TRIAL

    def _asked(self) -> Iterator[Rule]:
        return (rule for rule in self.rules if not self.only or rule.id in self.only)

    def _judged(self, subject: Subject) -> Judged:
        flow = subject.flow
        if not self.only and self.depth is None:
            for lens in lenses(flow):
                subject.under(lens)
        judged = [rule for rule in self._asked() if not rule.once]
        laws = [law for law in laws_of(flow) if not self.only or law.id in self.only]
        results = [self._result(rule, rule.judge(subject), subject) for rule in (*judged, *laws)]
        results += self._premises(subject) if self.depth is None else ()
        weighed = self.depth is None and (not self.only or budget.ID in self.only)
        costs = tuple(costs_of(subject, self.words, self.budget.rates)) if weighed else ()
        results += [self._budget(subject, costs)] if weighed else []
        graphs = [one.graph for one in subject.walks()]
        counts = sum(one.sessions for one in graphs), sum(one.steps for one in graphs)
        return Judged(flow.id, tuple(results), costs, counts)

    def _result(self, rule: Rule, verdict: Verdict, subject: Subject, flow: str = "") -> Result:
        graph = verdict.graph or (subject.graph if verdict.path is not None else None)
        example = transcript(graph, verdict.path, self.words) if graph and verdict.path is not None else ()
        counts = (subject.graph.sessions, subject.graph.steps) if rule.by == "walk" else (0, 0)
        named = (rule.id, flow or subject.flow.id, verdict.status, rule.sentence, verdict.said)
        return Result(*named, example, rule.sources, *counts, rule.by, rule.looks_at)

    def _premises(self, subject: Subject) -> Iterator[Result]:
        """What the walks lean on: each premise once a flow, with the first walk on which it failed."""
        wanted = [one for one in PREMISES if not self.only or one in self.only]
        if not wanted:
            return
        walks = [*subject.walks()]
        failed = {one.premise: (walk.graph, one) for walk in reversed(walks) for one in walk.failed}
        for premise in wanted:
            if premise == SITE:
                yield self._site(subject)
                continue
            example = happened(*failed[premise], self.words) if premise in failed else ()
            status = Status.BROKEN if premise in failed else Status.PROVED
            counts = subject.graph.sessions, subject.graph.steps
            named = (premise, subject.flow.id, status, PREMISES[premise], "")
            yield Result(*named, example, (), *counts, looks_at=("sessions",))

    def _budget(self, subject: Subject, costs: tuple[Cost, ...]) -> Result:
        named = (budget.ID, subject.flow.id)
        if not costs:
            said = subject.why_not if not subject.with_patient else "No conversation of a known kind is in this flow."
            return Result(*named, Status.NOT_APPLICABLE, budget.SENTENCE, said, looks_at=budget.LOOKS_AT)
        said, talk = next((found for found in map(self.budget.past, costs) if found[0]), ("", None))
        status = Status.BROKEN if said else Status.PROVED
        return Result(*named, status, budget.SENTENCE, said, talk.lines if talk else (), looks_at=budget.LOOKS_AT)

    def _site(self, subject: Subject) -> Result:
        same = same_everywhere(self.library, subject.flow.id, self.codec)
        said = (
            "" if same else "At a site with no roles, one language and nothing that matters it is another conversation."
        )
        status = Status.PROVED if same else Status.BROKEN
        return Result(SITE, subject.flow.id, status, PREMISES[SITE], said, looks_at=("sessions",))


_SHARED: list[Task] = []
"""The task of a pool: handed to its processes by forking, since guards, machines and words need no copy there."""


def judge_all(task: Task, flows: Iterable[str], jobs: int = 1) -> tuple[Judged, ...]:
    """Every flow, in this order. ``jobs`` processes at most; one where the system cannot fork."""
    names = tuple(flows)
    if jobs < 2 or len(names) < 2 or "fork" not in multiprocessing.get_all_start_methods():
        return tuple(map(task.flow, names))
    _SHARED.append(task)
    gc.freeze()
    try:
        with ProcessPoolExecutor(min(jobs, len(names)), multiprocessing.get_context("fork")) as pool:
            return tuple(pool.map(_one, names))
    finally:
        gc.unfreeze()
        _SHARED.pop()


def _one(flow: str) -> Judged:
    return _SHARED[-1].flow(flow)
