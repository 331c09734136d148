"""The rules of a place in words, for the lines beside a card: each says how far it can be relied on.

A rule past its date gives only its case and whom to ask. One that the sources leave open is told as a thing to check.
"""

from __future__ import annotations

from bot.present.law import CARDS, Standing, Told
from bot.present.presenter import Presenter
from bot.present.site import NOTES


def law_lines(note: str, language: str, words: Presenter) -> tuple[str, ...]:
    """The rules to show under a note at this site on this day; none for a note that shows no rules."""
    card = next((card for card in CARDS if card == note), None)
    if card is None:
        return ()
    site = words.site
    found = words.laws.place_lines(site.country, site.state, card, words.today)
    return tuple(law_line(told, language, words) for told in found)


def law_line(told: Told, language: str, words: Presenter) -> str:
    """One rule as it may be told."""
    text, law = words.catalog.text, told.law
    what, trigger = (words.catalog.phrase(said, language) for said in (law.what, law.trigger))
    match told.standing:
        case Standing.PAST:
            return text("ui.law_past", language, text=trigger, who=who(told.ask, language, words))
        case Standing.CHECK:
            return text("ui.law_check", language, text=what, who=who(told.ask, language, words))
        case Standing.REVIEWED:
            return text("ui.law_reviewed", language, text=what, role=law.reviewed_by_role, date=law.reviewed_on)
        case Standing.UNREVIEWED:
            return text("ui.law_unreviewed", language, text=what)


def who(note: str, language: str, words: Presenter) -> str:
    """Whom to ask, in the middle of a sentence: the site's role and extension, or what such a role is called."""
    role = words.site.roles.get(NOTES.get(note, ""))
    return f"{role.label}, {role.extension}" if role else words.catalog.text(f"ui.site_{note}", language)
