"""Which contacts a card offers: the site's own, the state's, the country's, and none past its date as if it held.

Few and in order: six on a card, shared among its categories in the patient's order. What is past its date, or was
never there, is named with whom to ask instead. An emergency number alone stays, and is marked.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.present.contacts import NEEDS, NEVER_GONE, Contact, Contacts
from bot.present.site import Site

MOST: Final = 6
"""Contacts on one card, more only where it has more categories than that."""

MOST_EACH: Final = 4
"""Contacts of one category on one card."""


@dataclass(frozen=True, slots=True)
class Referrals:
    """What to show for the categories of a card.

    ``shown`` may be offered; ``past`` are (category, contact) to check locally; ``empty`` are categories that have
    nothing, not even something old; ``unsettled`` are the state's own lines that sources do not settle.
    """

    shown: tuple[Contact, ...]
    past: tuple[tuple[str, Contact], ...]
    empty: tuple[str, ...]
    unsettled: tuple[tuple[str, Contact], ...] = ()


def referrals(
    categories: Sequence[str], site: Site, contacts: Contacts, today: date, matters: Collection[str] = ()
) -> Referrals:
    """The contacts of a card at this site on this day; those that serve what matters come first in their category."""
    each = min(MOST_EACH, max(1, MOST // max(1, len(categories))))
    shown: dict[str, Contact] = {}
    past: dict[str, tuple[str, Contact]] = {}
    unsettled: dict[str, tuple[str, Contact]] = {}
    empty = []
    for category in categories:
        at = (category, site.country, today, site.state)
        own = [one for one in site.local_contacts if category in one.categories]
        held = [one for one in own if one.current(today)]
        current = [*held, *contacts.for_category(*at)]
        gone = [one for one in own if not one.current(today)] + [*contacts.past(*at)]
        if category == NEVER_GONE:
            current, gone = current + gone, []
        if not current and not gone:
            empty.append(category)
        if not held:
            open_ones = contacts.unsettled(category, site.country, site.state)
            unsettled.update((one.id, (category, one)) for one in open_ones)
        # Stable: the order of the file stays. A need is an adult's, so what is for some ages only comes last.
        current.sort(key=lambda one: (not set(matters) & set(one.serves), one.ages is not None and category in NEEDS))
        fresh = [one for one in current if one.id not in shown][:each]
        shown.update((one.id, one) for one in fresh)
        past.update((one.id, (category, one)) for one in gone[: each - len(fresh)])
    local = {one.id for one in site.local_contacts}
    return Referrals(
        tuple(sorted(shown.values(), key=lambda one: (not set(matters) & set(one.serves), one.id not in local))),
        tuple(pair for name, pair in past.items() if name not in shown),
        tuple(empty),
        tuple(unsettled.values()),
    )
