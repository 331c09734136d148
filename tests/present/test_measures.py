"""How easy Spanish is to read: syllables as they are said, and measures that tell plain speech from officialese."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.present.measures import band, fernandez_huerta, syllables, szigriszt_pazos

EASY = "Puede saltar una pregunta. Su atención no cambia. No hay prisa."
HARD = (
    "La confidencialidad institucional se encuentra condicionada por disposiciones reglamentarias de obligatoriedad"
    " preeminente."
)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "y que muy yo ley buey si sí pie guion"),
        (2, "uno cuando país día aquí guerra leer ciudad oír agua quiere deuda ahí mayor huelga queja"),
        (3, "amigo idioma pingüino prohibir siguiente ahora"),
        (4, "continúa seguridad familiares"),
        (5, "atenderemos necesidades"),
    ],
)
def test_syllables_are_counted_as_they_are_said(count: int, words: str) -> None:
    """Two strong vowels are two syllables, a weak one leans on its neighbour unless its accent keeps it apart."""
    assert {word: syllables(word) for word in words.split()} == dict.fromkeys(words.split(), count)


def test_first_letter_can_be_a_syllable() -> None:
    """The hyphenation that libraries count by never parts a single letter; people say it all the same."""
    assert [syllables(word) for word in ("ida", "ánimo", "oreja", "época")] == [2, 3, 3, 3]


def test_easy_speech_is_told_from_officialese() -> None:
    """The two measures agree on which of two texts a patient can take in, and by how much."""
    assert szigriszt_pazos(EASY) - szigriszt_pazos(HARD) > 50
    assert fernandez_huerta(EASY) - fernandez_huerta(HARD) > 50
    assert (band(szigriszt_pazos(HARD)), band(szigriszt_pazos(EASY))) == ("very hard", "very easy")


def test_formulas_are_those_of_their_authors() -> None:
    """One sentence of four words and eight syllables, worked out by hand."""
    text = "Puede pedir otra cosa."
    assert szigriszt_pazos(text) == pytest.approx(206.835 - 62.3 * 8 / 4 - 4 / 1)
    assert fernandez_huerta(text) == pytest.approx(206.84 - 60 * 8 / 4 - 1.02 * 4 / 1)


@pytest.mark.parametrize(
    ("value", "name"), [(81, "very easy"), (65, "fairly easy"), (55, "normal"), (54, "fairly hard")]
)
def test_bands_begin_where_the_scale_says(value: float, name: str) -> None:
    """A value on the edge belongs to the easier band."""
    assert band(value) == name


@given(st.text())
def test_any_text_has_a_measure(text: str) -> None:
    """Whatever stands in a file, it is measured and not an error."""
    assert szigriszt_pazos(text) < 250
    assert fernandez_huerta(text) < 250
    assert syllables(text) >= 1
