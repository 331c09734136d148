"""A card in the words that fit how and where people talk: on the phone nobody hands over water or moves to a room.

A text may have a form of its own. ``asking.comfort_remote.say`` is said in the place of ``asking.comfort.say`` when the
talk is by phone or video, which the view tells, and ``opening.begin_dental.why`` in the place of ``opening.begin.why``
at a site of that kind, which the site's file tells and no patient. A form replaces words and nothing else: answers,
ways, contacts and rules are those of the card, so no proof depends on one.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from bot.engine.view import View
from bot.present.site import SETTINGS, Site

REMOTE: Final = "remote"
"""How the engine calls a talk by phone or video."""

FORMS: Final = (REMOTE, *SETTINGS)
"""All forms that a text may have, after an underscore at the end of its card's name."""


def forms_of(view: View, site: Site) -> tuple[str, ...]:
    """The forms that fit this view at this site."""
    return tuple(form for form in (view.manner, site.options.setting) if form)


def plain(key: str, known: Collection[str]) -> str:
    """The key that this one is a form of, or the key itself when it is none."""
    part, _, rest = key.partition(".")
    card, _, text = rest.partition(".")
    for form in FORMS:
        base = f"{part}.{card.removesuffix(f'_{form}')}.{text}"
        if base != key and base in known:
            return base
    return key
