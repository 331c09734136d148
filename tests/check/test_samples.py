"""Every rule has a small broken flow, and says of it what is wrong, by the shortest conversation there is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.check.content import Content, Spoken
from bot.check.rule import Rule, Status
from bot.check.rules import RULES
from bot.check.rules.worded import LISTED
from bot.check.samples import Sample
from bot.check.samples.collected import OF_TYPES, SAMPLES, subject_for
from bot.check.samples.small import card, library_with, small, subject_of
from bot.check.samples.worded import HELD, SENTENCES, Sentence
from bot.present import catalog, lexicon, required
from bot.present.catalog import Catalog
from bot.present.lint import lint

CONTENT = Path(__file__).parents[2] / "content"
LEXICON = lexicon.read(CONTENT / "lexicon.yaml")
REQUIRED = required.read(CONTENT / "required.yaml")
BY_ID = {rule.id: rule for rule in RULES}


def _broken(rule: Rule, sample: Sample) -> tuple[Status, tuple[str, ...] | None]:
    verdict = rule.judge(subject_for(sample))
    return verdict.status, None if verdict.path is None else tuple(move.answer for move in verdict.path)


def test_every_rule_has_a_sample() -> None:
    """A rule that nothing has ever broken may be one that nothing can break."""
    listed = {ban.rule for ban in LEXICON.bans} | {one.rule for one in REQUIRED.lists}
    assert SAMPLES.keys() | OF_TYPES | HELD.keys() | SENTENCES.keys() | listed >= BY_ID.keys()
    assert (SAMPLES.keys() | OF_TYPES | HELD.keys() | SENTENCES.keys()) <= BY_ID.keys()


@pytest.mark.parametrize("rule", sorted(HELD))
def test_a_rule_finds_its_data_broken(rule: str) -> None:
    """A contact, a sign, a card or a program that should not be: the rule says so, in a sentence."""
    verdict = HELD[rule].judged()
    assert verdict.status is Status.BROKEN
    assert verdict.said.endswith(".")


@pytest.mark.parametrize(("rule", "sentence"), [(rule, one) for rule, some in SENTENCES.items() for one in some])
def test_a_measure_finds_its_sentence_broken(rule: str, sentence: Sentence) -> None:
    """By the code that breaks the rule, and not in the words next to it."""
    for words, codes in ((sentence.broken, {sentence.code}), (sentence.good, set())):
        text = f"talk:\n  hello:\n    {sentence.key.rpartition('.')[2]}: '{words}'\n"
        assert {one.code for one in lint(catalog.parse(text), LEXICON)} == codes
    assert sentence.code in LISTED[rule].codes


@pytest.mark.parametrize("rule", ["MUST-15", "MUST-16", "MUST-19", "MUST-24"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_required_words_are_missed(rule: str, language: str) -> None:
    """A card with the broken sample of a list breaks its rule; with the good samples of all its lists it does not."""
    lists = [one for one in REQUIRED.of(rule) if one.language == language]
    tag = lists[0].tag
    grants = " | grants comfort" if tag == "comfort" else ""
    asked = card("a.begin", f"yes > a.end{grants}", tags="" if tag == "end" else tag, notes="duty")
    flow = small(asked, card("a.end", tags="end open_door", notes="supervisor"))
    at = "end" if tag == "end" else "begin"
    for words, status in ((lists[0].broken, Status.BROKEN), (" ".join(one.good for one in lists), Status.PROVED)):
        text = f'a:\n  {at}:\n    {lists[0].parts[0]}: "{words}"\n'
        entries = catalog.parse(text).entries["en"]
        spoken = {language: Spoken(Catalog("a.yaml", {"en": entries, language: entries}), language)}
        subject = replace(subject_of(library_with(flow), "small"), content=Content(spoken, required=REQUIRED))
        assert BY_ID[rule].judge(subject).status is status, words


@pytest.mark.parametrize("rule", sorted(SAMPLES))
def test_a_rule_finds_its_sample_broken(rule: str) -> None:
    """The rule is broken, and its counter-example is the shortest one."""
    assert _broken(BY_ID[rule], SAMPLES[rule]) == (Status.BROKEN, SAMPLES[rule].path)
