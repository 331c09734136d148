"""The cards of the book: each as the screen shows it, in each language, with where every answer leads.

A card stands once, also when several conversations have it. Where they differ, the answer says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.book.conditions import named
from bot.book.known import Known
from bot.book.maps import part_of
from bot.book.model import Answer, CardPage, Face, Goal
from bot.check.vocabulary import TAGS
from bot.engine.compile import Card, CompiledFlow
from bot.engine.session import Mode
from bot.engine.spec import Tone
from bot.engine.view import View
from bot.present.catalog import SOURCE_LANGUAGE
from bot.present.forms import FORMS
from bot.present.screen import Screen, screen
from bot.present.wordfile import TEXTS


def card_pages(known: Known, rules: Mapping[str, frozenset[str]]) -> dict[str, CardPage]:
    """Every card of the book by its id; ``rules`` are the tags that each rule speaks of."""
    having: dict[str, list[CompiledFlow]] = {}
    for flow in known.flows:
        for state in flow.cards:
            having.setdefault(state, []).append(flow)
    return {state: _page(known, state, having[state], rules) for state in known.numbers}


def _page(known: Known, state: str, flows: list[CompiledFlow], rules: Mapping[str, frozenset[str]]) -> CardPage:
    card = flows[0].cards[state]
    told = card.state
    screens = [_screen(known, flows, state, language) for language in known.languages]
    tags = sorted(told.tags)
    return CardPage(
        id=state,
        number=known.numbers[state],
        title=known.names.title(state),
        part=part_of(state),
        flows=tuple(flow.id for flow in flows),
        urgent=told.tone is Tone.EMERGENCY,
        final=told.final,
        tags=tuple((tag, TAGS.get(tag, named(tag))) for tag in tags),
        faces=tuple(_face(known, one) for one in screens),
        answers=tuple(_answers(known, state, flows)),
        contacts=screens[0].contacts,
        remarks=screens[0].site_lines[len(_own_lines(screens[0], known)) :],
        chosen=told.needs_contacts,
        rules=tuple(rule for rule, about in rules.items() if told.tags & about),
    )


def _screen(known: Known, flows: list[CompiledFlow], state: str, language: str) -> Screen:
    """The card on a screen. Contacts of chosen needs are those of every need that can be chosen."""
    flow = flows[0]
    card = flow.cards[state]
    needs = tuple(dict.fromkeys(need for one in flows for need in _needs(one))) if card.state.needs_contacts else ()
    view = View(
        flow=flow.id,
        state=state,
        mode=Mode.RUNNING,
        revision=0,
        language=language,
        patient_language=language,
        words=card.words,
        tags=card.state.tags,
        tone=card.state.tone,
        choices=card.ids,
        contacts=tuple(dict.fromkeys((*needs, *card.state.contacts))),
        site_notes=card.state.site_notes,
        facts=card.state.facts,
    )
    return screen(view, known.words)


def _needs(flow: CompiledFlow) -> Iterable[str]:
    """The needs that can be chosen in a flow."""
    wanted = set(flow.outcome.needs)
    records = (record for card in flow.cards.values() for choice in card.choices.values() for record in choice.records)
    return dict.fromkeys(value for fact, value in records if fact in wanted and value != "none")


def _own_lines(shown: Screen, known: Known) -> tuple[str, ...]:
    from bot.present.framing import site_lines  # noqa: PLC0415 - the lines of the site, apart from remarks on contacts

    return site_lines(shown.view.site_notes, shown.view.language, known.words)


def _face(known: Known, shown: Screen) -> Face:
    catalog, language = known.words.catalog, shown.view.language
    keys = [f"{stem}.{part}" for stem in shown.view.words for part in TEXTS]
    lacks = language != SOURCE_LANGUAGE and any(catalog.has(key) and not catalog.has(key, language) for key in keys)
    note = tuple(shown.note.split("\n")) if shown.note else ()
    site = _own_lines(shown, known)
    matters = tuple(_matters(known, sorted(shown.view.tags), language))
    forms = tuple(_forms(known, shown, language))
    return Face(language, shown.title, shown.say, note, shown.why, site, shown.facts, matters, forms, lacks)


def _forms(known: Known, shown: Screen, language: str) -> Iterable[tuple[str, str, tuple[str, ...]]]:
    """Words that stand in for those of the card in another form of talk, or at another kind of place."""
    catalog = known.words.catalog
    texts = (*TEXTS, *(f"choices.{choice}" for choice in shown.view.choices))
    for form in FORMS:
        for stem in dict.fromkeys((*shown.view.words, shown.view.state)):
            for text in texts:
                if lines := catalog.lines(f"{stem}_{form}.{text}", language):
                    yield form, text.replace("choices.", ""), lines


def _answers(known: Known, state: str, flows: list[CompiledFlow]) -> Iterable[Answer]:
    ids = dict.fromkeys(choice for flow in flows for choice in flow.cards[state].ids)
    for choice in ids:
        goals: dict[tuple[str, str], list[str]] = {}
        cards: list[Card] = []
        for flow in flows:
            if choice not in flow.cards[state].choices:
                continue
            cards.append(flow.cards[state])
            said = known.conditions[flow.id]
            for edge in flow.edges(state):
                if edge.answer == choice:
                    when = " and ".join(dict.fromkeys(said.said(guard) for guard in edge.guards))
                    goals.setdefault((str(edge.dest), when), []).append(flow.id)
        alike = all(len(names) == len(flows) for names in goals.values())
        declared = cards[0].choices[choice]
        yield Answer(
            choice,
            {language: known.label_in(language)(state, choice) for language in known.languages},
            tuple(
                Goal(dest, known.names.title(dest), when, () if alike else tuple(names))
                for (dest, when), names in goals.items()
            ),
            tuple(f"{named(fact)}: {named(value)}" for fact, value in declared.records),
            tuple(map(named, sorted(declared.grants))),
        )


def _matters(known: Known, tags: Iterable[str], language: str) -> Iterable[tuple[str, str]]:
    """The lines that are added for what was said to matter."""
    for matter in known.words.matters:
        for tag in tags:
            for line in known.words.catalog.lines(f"matter_{matter}.{tag}.note", language):
                yield known.words.named(f"matter.{matter}", language), line
