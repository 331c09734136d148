"""How easy a Spanish text is to read: two measures that were made for Spanish, from syllables, words and sentences.

Spanish spelling tells the syllables, so they are counted here. The hyphenation that general libraries count by leaves
out a first syllable of one letter (a-mi-go), which makes a text look easier than it is. The formulas are those of
Szigriszt-Pazos (1993), read on the INFLESZ scale (Barrio-Cantalejo and others 2008, made on health texts), and of
Fernández Huerta (1959), whose bands stand beside school grades.
"""

from __future__ import annotations

import re
from typing import Final

INFLESZ: Final = ((80.0, "very easy"), (65.0, "fairly easy"), (55.0, "normal"), (40.0, "fairly hard"))
"""From which value on a text is what; below all of them it is very hard."""

_WORD: Final = re.compile(r"[^\W_]+")
_SENTENCE: Final = re.compile(r"[.?!…](?:\s|$)")
_GLIDE: Final = re.compile("y(?![aeiouáéíóúü])")
_VOWELS: Final = re.compile("[aeiouáéíóúü]+")
_STRONG: Final = frozenset("aeoáéóíú")
"""Vowels that are a syllable of their own; the others lean on them or on one another, or are silent after q and g."""


def syllables(word: str) -> int:
    """The syllables of a Spanish word; a figure counts two for each digit."""
    digits = sum(char.isdigit() for char in word)
    plain = _GLIDE.sub("i", word.casefold())
    runs = (sum(char in _STRONG for char in run) or 1 for run in _VOWELS.findall(plain))
    return max(sum(runs) + 2 * digits, 1)


def szigriszt_pazos(text: str) -> float:
    """Perspicuity of a Spanish text, about 0 (very hard) to 100 (very easy)."""
    spoken, said, ends = _counted(text)
    return 206.835 - 62.3 * spoken / said - said / ends


def fernandez_huerta(text: str) -> float:
    """Ease of a Spanish text, about 0 to 100; from 70 on a sixth grade reads it, from 80 a fifth, from 90 a fourth."""
    spoken, said, ends = _counted(text)
    return 206.84 - 60 * spoken / said - 1.02 * said / ends


def band(value: float) -> str:
    """What a value of ``szigriszt_pazos`` is called on the INFLESZ scale."""
    return next((name for least, name in INFLESZ if value >= least), "very hard")


def _counted(text: str) -> tuple[int, int, int]:
    """Syllables, words and sentences, at least one of each."""
    words = _WORD.findall(text)
    return max(sum(map(syllables, words)), 1), max(len(words), 1), max(len(_SENTENCE.findall(text)), 1)
