"""Every mutant there is, or a sample of each kind, tried in as many processes as there are to spare.

A sample is drawn by the names of flow and kind, so it is the same every time while they are.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import islice
from random import Random
from typing import Final, NamedTuple

from bot.check.rule import Rule
from bot.check.rules import RULES
from bot.library import library
from tests.mutation.added_slips import added_slips
from tests.mutation.card_slips import card_slips, law_slips
from tests.mutation.content_judging import CONTENT, ContentJudge, World
from tests.mutation.content_slips import ContentMutant, all_slips
from tests.mutation.content_world import documents_of, lists, phrases, world_of
from tests.mutation.judging import Judge
from tests.mutation.slips import Mutant, slips
from tests.mutation.tally import Fate, Tally
from tests.present.samples import TODAY

CONTENT_GROUP: Final = "content"
SHARES: Final = 6
"""Pieces that the mutants of a flow, or of the content, are shared out in."""


class Piece(NamedTuple):
    """A share of the mutants of a flow, or of the content. ``most`` is how many of each kind, 0 for all."""

    group: str
    share: int
    of: int
    most: int = 0


@cache
def judge() -> Judge:
    """The judge of the shipped flows and words."""
    world = content_world()
    return Judge(library(), world.catalog, content=world.content(lists(CONTENT), phrases(CONTENT), TODAY))


@cache
def content_world() -> World:
    """The shipped content."""
    return world_of(documents_of(CONTENT))


@cache
def content_judge() -> ContentJudge:
    """The judge of the shipped content."""
    return ContentJudge(judge(), documents_of(CONTENT), content_world(), lists(CONTENT), TODAY)


def mutants(group: str) -> Iterator[Mutant | ContentMutant]:
    """Every mutant of a flow, or of the content, in a fixed order."""
    if group == CONTENT_GROUP:
        yield from all_slips(documents_of(CONTENT), lists(CONTENT))
        return
    flow = library().flows[group].source
    yield from slips(flow)
    yield from card_slips(flow)
    yield from law_slips(flow)
    yield from added_slips(flow)


def sample(group: str, most: int) -> list[Mutant | ContentMutant]:
    """So many of each kind, all where there are no more; 0 for all there are."""
    by_kind: dict[str, list[Mutant | ContentMutant]] = {}
    for mutant in mutants(group):
        by_kind.setdefault(mutant.kind, []).append(mutant)
    chance = Random(group)  # noqa: S311  # the same sample every time
    kept = (some if not most or len(some) <= most else chance.sample(some, most) for some in by_kind.values())
    return [mutant for some in kept for mutant in some]


def fate_of(mutant: Mutant | ContentMutant) -> Fate:
    """What becomes of a mutant."""
    if isinstance(mutant, ContentMutant):
        return Fate(mutant.file, mutant.kind, mutant.name, content_judge().caught_by(mutant))
    return Fate(mutant.flow.id, mutant.kind, mutant.name, judge().caught_by(mutant))


def tried(piece: Piece) -> tuple[list[Fate], float]:
    """The fates of a share of mutants, and the seconds of the processor that they took."""
    before = time.process_time()
    every = sample(piece.group, piece.most) if piece.most else mutants(piece.group)
    fates = [fate_of(mutant) for mutant in islice(every, piece.share, None, piece.of)]
    return fates, time.process_time() - before


def try_all(
    groups: list[str], processes: int, most: int = 0, done: Callable[[Piece, Tally], None] = lambda piece, tally: None
) -> Tally:
    """Try the mutants of these groups; ``done`` is told after each piece how far it has come."""
    pieces = [Piece(group, share, SHARES, most) for group in groups for share in range(SHARES)]
    tally = Tally()
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        for piece, (fates, seconds) in zip(pieces, pool.map(tried, pieces), strict=True):
            tally.add(fates, seconds)
            done(piece, tally)
    return tally


def rules_that_catch(mutant: Mutant | ContentMutant) -> frozenset[str]:
    """The rules of practice that it breaks, each by itself, and whatever else notices it."""
    if isinstance(mutant, ContentMutant):
        read = (rule for rule in RULES if rule.by in ("words", "data") or rule.shared is not None)
        return frozenset(rule.id for rule in read if content_judge().breaks(mutant, rule))
    return judge().all_that_catch(mutant)


def breaks(mutant: Mutant | ContentMutant, rule: Rule) -> bool:
    """Does it break this rule?"""
    return content_judge().breaks(mutant, rule) if isinstance(mutant, ContentMutant) else judge().breaks(mutant, rule)
