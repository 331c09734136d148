"""The page of the book: sound HTML that needs no script and no network, with everything in it and no dead link."""

from __future__ import annotations

import re
from html import escape

import pytest

from bot.app import content_folder
from bot.book import proofs
from bot.book.gathering import gathered
from bot.book.pages import html
from bot.check.report import Report, Result
from bot.check.rule import Status
from bot.check.rules import RULES
from bot.present import almanac
from tests.book.samples import book, known, page, parsed
from tests.console.samples import parts

BROKEN = (
    "<p>one",
    "<p><b>one</p></b>",
    "<p><p>one</p></p>",
    "<div><li>one</li></div>",
    '<p id="a" id="b">one</p>',
)


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_page_is_seen(text: str) -> None:
    """The reading that the other tests lean on refuses what browsers would mend in silence."""
    assert parsed(text).wrong


def test_page_is_sound() -> None:
    """Every element is closed where it should be, and no id stands twice."""
    read = parsed(page())
    assert read.wrong == []
    assert len(read.ids) == len(set(read.ids))


def test_every_link_leads_somewhere() -> None:
    """A link inside the page names an id that is there; every other one is a cited web address."""
    read = parsed(page())
    inside = {link[1:] for link in read.links if link.startswith("#")}
    assert inside <= set(read.ids)
    assert all(re.match(r"https?://", link) for link in read.links if not link.startswith("#"))


def test_every_label_of_a_region_is_there() -> None:
    """What names a part for a screen reader exists."""
    read = parsed(page())
    named = {one for _, given in read.elements for one in given.get("aria-labelledby", "").split()}
    assert named <= set(read.ids)


def test_nothing_is_fetched_or_run() -> None:
    """No script, no handler, no picture, font or style from elsewhere; and a policy that forbids them."""
    read = parsed(page())
    tags = {tag for tag, _ in read.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base", "video", "audio"}
    names = {name for _, given in read.elements for name in given}
    assert not [name for name in names if name.startswith("on") or name in ("src", "srcset", "style", "xlink:href")]
    assert "url(" not in page()
    assert "@import" not in page()
    assert "default-src 'none'" in page()


def test_every_card_and_answer_is_there() -> None:
    """Each state of each machine, and each answer of each state, in English and in Spanish."""
    ids, text = set(parsed(page()).ids), "".join(parsed(page()).texts)
    for flow in parts().library.flows.values():
        assert f"flow-{flow.id}" in ids
        for state, card in flow.cards.items():
            assert f"card-{state}" in ids
            assert {f"answer-{state}-{answer}" for answer in card.ids} <= ids
    for key, entry in parts().catalog.entries["en"].items():
        assert all(line in text for line in entry.lines), key
    for key, entry in parts().catalog.entries["es"].items():
        assert key.startswith("phrase.") or all(line in text for line in entry.lines), key


def test_every_way_of_every_answer_is_told() -> None:
    """Where an answer leads, in each flow, as the machine has it."""
    for flow in parts().library.flows.values():
        for state in flow.cards:
            told = {
                (answer.id, goal.card)
                for answer in book().cards[state].answers
                for goal in answer.goals
                if not goal.flows or flow.id in goal.flows
            }
            assert {(edge.answer, edge.dest) for edge in flow.edges(state)} == told


def test_every_rule_and_its_source_are_there() -> None:
    """Every rule with what it looks at, and each source that a rule names, in full."""
    ids = set(parsed(page()).ids)
    assert {f"rule-{rule.id}" for rule in RULES} <= ids
    register = known().practice
    for rule in RULES:
        for key in rule.sources:
            assert key.lower() in register, f"{rule.id} names {key}, which content/sources_practice.yaml lacks"
            assert escape(register[key.lower()].url) in page()


def test_everything_that_a_person_signs_for_is_there() -> None:
    """Who signs, for what, which rules that completes, and whether it was done; with room to sign."""
    ids, text = set(parsed(page()).ids), page()
    for entry in known().checklist.entries:
        assert entry.id in ids
        assert escape(entry.judges) in text
        assert escape(entry.said) in text
    assert text.count('class="sign"') == len(known().checklist.entries)


def test_what_a_person_signs_for_is_told_as_check_found_it() -> None:
    """Its state is that of the results, for the conversations that they name; without results nothing is said of it."""
    checklist, flows = known().checklist, ("offer", "child")
    entry = checklist.entries[0]
    named = (entry.id, "offer", Status.PROVED, entry.judges, "Signed on 2026-11-01 by: a midwife.")
    apart = Result(entry.id, "child", Status.NOT_APPLICABLE, entry.judges, "About others.", by="person")
    found = Report((Result(*named, by="person"), apart), (), {})
    (row,) = proofs.people_pages(found, checklist, flows)
    assert (row.id, row.standing, row.flows) == (entry.id, "Signed on 2026-11-01 by: a midwife.", ("offer",))
    assert proofs.people_pages(found, checklist, ("child",)) == ()
    unproved = proofs.people_pages(None, checklist, flows)
    assert {one.standing for one in unproved} == {"This copy was made without the proofs."}
    assert [one.id for one in unproved] == [one.id for one in checklist.entries]


def test_everything_with_a_date_is_there() -> None:
    """Each contact, rule of law, learning card and source, with its address."""
    ids, read = set(parsed(page()).ids), almanac.read(content_folder())
    assert {f"contact-{one.id}" for one in read.contacts.entries} <= ids
    assert {f"law-{one.id}" for one in read.laws.entries} <= ids
    assert {f"fact-{one.id}" for one in read.facts.entries} <= ids
    assert {f"source-{key}" for key in read.sources} <= ids
    for contact in read.contacts.entries:
        assert all(escape(source.url) in page() for source in contact.sources)


def test_results_are_told_as_they_are() -> None:
    """A broken rule says so with its conversation, escaped; one that does not apply says why."""
    assert "BROKEN" in page()
    assert "It is &lt;wrong&gt;." in page()
    assert "1. A &amp; B &gt; yes" in page()
    assert "It asks nothing." in page()
    assert "say-length, warning: Too long. offer.educate.say, line 7" in page()


def test_without_proofs_nothing_is_told_as_proved() -> None:
    """A copy without a report says that it has none, and no rule of it is called proved."""
    text = html(gathered(known(), None))
    assert "made without the proofs" in text
    assert "<strong>proved</strong>" not in text


def test_a_rule_links_to_the_cards_that_it_speaks_of() -> None:
    """ORD-01 is about privacy and questions; the cards say so, and lead back to it."""
    looked = proofs.tags_of_rules()
    assert {"privacy_gate", "sensitive_q"} <= looked["ORD-01"]
    assert "ORD-01" in book().cards["opening.alone"].rules
    assert "ORD-01" not in book().cards["closing.end"].rules


def test_what_nobody_reviewed_stands_in_front() -> None:
    """Contacts, law, languages, wording and rules for a person are each told before the contents."""
    front = page()[: page().index('id="contents"')]
    for word in ("nobody has called", "nobody qualified has reviewed", "draft", "no validated instrument", "signs for"):
        assert word in front
