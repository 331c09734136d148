"""Does a typed text look like something that tells who somebody is? Then the person is warned, and that is all.

Nothing is kept, counted or told of it, not even which kind it was. What keeps names out is that no type can hold
them; this only asks for care. It promises phones, dates, e-mail addresses and long numbers, and nothing on names:
"ask maria" and "ask maría" read like any other words. docs/privacy.md has the figures.

Every repetition has an upper bound, so the work grows with the length of the text and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

MONTHS: Final = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?|ene(?:ro)?|febrero|marzo|abr(?:il)?|mayo|junio|julio|ago(?:sto)?|septiembre"
    "|setiembre|octubre|noviembre|dic(?:iembre)?"
)
STREETS: Final = (
    "street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|place|pl|square|sq|terrace|highway|hwy"
    "|parkway|pkwy|way|circle|trail"
)
CALLES: Final = (
    "calle|c/|cl|avenida|avda|av|paseo|carrer|carretera|calzada|callej[oó]n|cr|cra|carrera|blv|alameda|viaducto"
    "|bulevar|urbanizaci[oó]n|rambla|glorieta|andador|prolongaci[oó]n"
)
SMALL: Final = (
    "(?:the|of|to|in|on|at|a|an|and|my|his|her|their|down|up|day|days|hours?|minutes?|miles?|blocks?|people) "
)
FLATS: Final = "#|apt|apartment|suite|ste|unit|floor|fl|piso|puerta|bis|col|colonia|depto?|dpto|int|of"
BEHIND: Final = rf"(?=\.?$|[,;:.)?]|\.? (?:{FLATS})\b)"
HOUSE: Final = r"(?:n[º°o]?\.? ?|#)?\d{1,5}"
RECORDS: Final = (
    "mrn|nhc|nss|ssn|dni|nie|curp|chart|record|records|patient|case|acct|account|policy|member|passport|licen[cs]e|id"
    "|encounter|visit|file|historia|expediente|paciente|caso|folio|afiliaci[oó]n|seguro|p[oó]liza|pasaporte|c[eé]dula"
    "|registro|ficha|identificaci[oó]n"
)
JOINS: Final = "no|number|num|n[uú]mero|n[º°]|de|is|es|del|a|record|card|cl[ií]nic[oa]"
YEAR: Final = r"(?:del? |of )?'?(?:(?:19|20)\d{2}|\d{2})"
BIRTH: Final = (
    "dob|d\\.o\\.b|born|birth|birthday|birthdate|bday|nacid[oa]|naci[oó]|nacimiento|cumplea[nñ]os|fnac|f\\.nac"
)

SHAPES: Final[Mapping[str, tuple[str, ...]]] = {
    "phone": (
        # North America: three, three and four, also with the country before and an extension behind.
        r"(?<!\d)\(?\d{3}\)? {0,2}[-./]? {0,2}\d{3} {0,2}[-. ]? {0,2}\d{4}(?!\d)",
        r"(?<!\d)\d{3}[-.]\d{4}(?!\d)",
        # A country's code, then anything that people put between digits.
        r"(?:\+|(?<!\d)00) ?\d{1,3}(?:[ .()/-]{0,3}\d){6,12}(?!\d)",
        # Nine digits, as in Spain and Chile; ten in two, four and four, as in Mexico and Argentina.
        r"(?<![\d/])[6-9]\d{2}(?:[ .-]?\d{2}){3}(?![\d/])|(?<![\d/])\d{2}[ .-]\d{3}(?:[ .-]\d{2}){2}(?![\d/])",
        r"(?<![\d/])[2-9]\d{2}[ .-]\d{3}[ .-]\d{3}(?![\d/])",
        # Ten in three, three, two and two, as in Colombia; seven in three, two and two.
        r"(?<![\d/])\d{3}[ .-]\d{3}(?:[ .-]\d{2}){2}(?![\d/])|(?<![\d/])[2-9]\d{2}(?:[ .-]\d{2}){2}(?![\d/])",
        # A zero, the area, and the rest in two parts, as in Britain.
        r"(?<!\d)\(?0\d{2,4}\)? ?\d{3,4} ?\d{3,4}(?!\d)",
        r"(?<!\d)(?:\(\d{1,4}\) ?|\d{1,4}[ .-]{1,2})\d{3,4}[ .-]?\d{4}(?!\d)",
        r"(?<!\d)(?!(?:19|20)\d\d-(?:19|20)\d\d)\d{4}-\d{4}(?!\d)",
        r"(?<!\d)\(\d{2,4}\)[ .-]{0,2}\d{2,4}(?:[ .-]?\d{2,4}){1,3}(?!\d)",
    ),
    "date": (
        r"(?<!\d)(?<!\d[./-])\d{1,2} ?([./-]) ?\d{1,2} ?\1 ?(?:(?:19|20)\d{2}|\d{2})(?!\d)(?![./-]\d)",
        r"(?<!\d)(?:19|20)\d{2} ?[./-] ?\d{1,2} ?[./-] ?\d{1,2}(?!\d)",
        rf"(?<!\d)\d{{1,2}}(?:st|nd|rd|th|º|°)?[ /-]{{1,2}}(?:of |de )?(?:{MONTHS})\b\.?,?[ /-]{{0,2}}{YEAR}(?!\d)",
        rf"\b(?:{MONTHS})\b\.? ?\d{{1,2}}(?:st|nd|rd|th)?(?:, ?| |/|-){YEAR}(?!\d)",
        rf"\b(?:{MONTHS})\b\.? \d{{1,2}}(?:st|nd|rd|th)\b|\b\d{{1,2}}(?:st|nd|rd|th) (?:of )?(?:{MONTHS})\b",
        rf"(?<!\d)\d{{1,2}} de (?:{MONTHS})\b",
        rf"\b(?:{BIRTH})\b[^\d]{{0,24}}(?:(?:19|20)\d{{2}}|\d{{6}}|\d{{1,2}} \d{{1,2}} \d{{2}})(?!\d)",
    ),
    "email": (r"[a-z0-9._%+'-] ?@ ?[a-z0-9-]{1,63}\.[a-z0-9]",),
    "long number": (
        r"(?<!\d)\d{7}",
        r"(?<!\d)\d{3}[ .-]?\d{2}[ .-]?\d{4}(?!\d)",
        r"(?<!\d)\d{3,4}(?:[ .-]\d{3,4}){2,5}(?!\d)",
        r"(?<!\d)\d{1,3}(?:\.\d{3}){2}(?: ?- ?[\dk]| ?[a-z]\b|\b)",
        r"(?<!\d)\d{2} ?[/-]? ?\d{8} ?[/-]? ?\d{2}(?!\d)|(?<!\d)(?:\d{2}[ -]){3,4}\d{4}(?:[ -]\d)?(?!\d)",
        r"\b[xyz] ?-? ?\d{7} ?-? ?[a-z]?\b|\b[a-z]{4}-?\d{6}-?(?:[a-z0-9]{3}\b|[hm][a-z]{5})",
        r"\b[a-z]{1,3}[ -]?\d{6,12}(?!\d)|\b[a-z]{2}(?: ?\d{2}){3} ?[a-z]\b",
        r"\b[a-z]{1,4}-\d{4,12}(?:-\d{1,4})?(?!\d)|(?<![\d-])\d{2,4}-\d{4,8}(?!\d)(?<!(?:19|20)\d\d-(?:19|20)\d\d)",
        rf"\b(?:{RECORDS})\b(?: (?:{JOINS})){{0,3}}[ .:#=ºn°-]{{0,4}}[a-z]{{0,3}}-?\d{{4,20}}",
    ),
    # Strict, so that "2 minutes down the road" is none: no small words inside, and nothing but a flat behind it.
    "address": (
        rf"(?<![\d/])\d{{1,5}}[a-z]? (?:(?!{SMALL})[^\W\d_]{{1,20}}[.'-]? ){{1,3}}(?:{STREETS})\b{BEHIND}",
        rf"(?<!\w)(?:{CALLES})\.? (?:[^\W\d_]{{1,20}}[.'-]? ){{0,4}}[^\W\d_]{{1,20}},? {HOUSE}\b{BEHIND}",
    ),
}
"""The shapes of each kind, for text that ``bot.present.understand.fold`` has folded: one case, plain digits."""


def warns(folded: str) -> bool:
    """Does anything in this text look like a phone, a date, an e-mail address, a long number or an address?"""
    plain = folded.translate(_DASHES)
    return any(shape.search(plain) for shapes in _compiled().values() for shape in shapes)


def kinds(folded: str) -> frozenset[str]:
    """Which kinds it looks like. Only tests ask; the program does not want to know."""
    plain = folded.translate(_DASHES)
    return frozenset(kind for kind, shapes in _compiled().items() if any(shape.search(plain) for shape in shapes))


_DASHES: Final = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")


@cache
def _compiled() -> Mapping[str, tuple[re.Pattern[str], ...]]:
    """Compiled when the first text is not understood: the first card does not wait for it."""
    return {kind: tuple(re.compile(shape) for shape in shapes) for kind, shapes in SHAPES.items()}
