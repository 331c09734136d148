"""Official wording may be harder than ours; it may not label, promise, order or blame. Figures have one place."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.packs import loading
from bot.packs.wording import ABOUT_MAY, EXCUSED
from bot.present import lint
from tests.packs import world

LONG = (
    "Considering everything that has occurred since you embarked upon your maritime employment, do you sail,"
    " considerably more days than was originally agreed?"
)
ITEM = "Do you sail more days than was agreed?"
OWN = "Has that been so for you?"


def _told(path: Path) -> set[str]:
    return {issue.code for issue in loading.draft(path, world.shelf()).told}


@pytest.mark.parametrize("words", [LONG, "Have you been exploited on a boat?", "Did they say “sail” and nothing more?"])
def test_hard_official_wording_is_told_and_taken(words: str, tmp_path: Path) -> None:
    """A question that is long, learned or quoted is used as it was written, and the site is told that it is hard."""
    path = world.pack(tmp_path, ("items.yaml", ITEM, f'"{words}"'))
    assert _told(path) & EXCUSED


@pytest.mark.parametrize("words", [LONG, "Have you been exploited on a boat?"])
def test_own_words_in_a_pack_are_held_to_every_rule(words: str, tmp_path: Path) -> None:
    """What a site adds in its own voice is as easy to hear as every other question here."""
    path = world.pack(tmp_path, ("items.yaml", OWN, f'"{words}"'))
    assert world.codes(path) & EXCUSED


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("NEV-01", "Are you a victim of the boat owner?"),
        ("NEV-02", "We promise you a way off the boat."),
        ("NEV-03", "You are safe here, so tell me of the boat."),
        ("NEV-04", "Nobody will know what you say of the boat."),
        ("NEV-05", "Why did you go on that boat?"),
        ("NEV-06", "You must tell me about the boat."),
        ("NEV-08", "I know how you feel on that boat."),
        ("NEV-12", "Are you an immigrant on that boat?"),
        ("NEV-21", "Did your husband bring you to the boat?"),
        ("loud", "Did you sail more days than agreed!"),
    ],
)
def test_rule_of_safety_is_never_excused(rule: str, words: str, tmp_path: Path) -> None:
    """Whoever wrote it: a patient is not labelled, lulled, ordered about or blamed in our room."""
    path = world.pack(tmp_path, ("items.yaml", ITEM, words))
    assert world.codes(path) >= {rule}


@pytest.mark.parametrize(
    ("code", "where", "words"),
    [
        ("NEV-16", "Offer a longer private talk with social work", "High risk, screened positive"),
        ("NEV-16", "The same offer as to everyone", "Unlikely, nothing confirmed"),
        ("figure-outside-about", "Offer to go on another day", "1 of 2 came up"),
        ("NEV-16", "Pushed into sexual things", "Victim of pressure"),
        ("LOCK", "title: Time below deck", "title: Sexual abuse"),
    ],
)
def test_end_is_a_next_step_and_no_finding(code: str, where: str, words: str, tmp_path: Path) -> None:
    """What a worker reads at the end says what comes next: no verdict, no number, and nothing on a locked phone."""
    path = world.pack(tmp_path, ("items.yaml", where, words))
    assert code in world.codes(path)


CLAIMS = [
    ("claim-verdict", "Whoever says yes is a trafficking victim."),
    ("claim-hundred", "The RAFT is 100% sensitive."),
    ("claim-youth-screen", "The SSCST finds boys as well as girls."),
    ("claim-proven", "Screening is proven to help."),
    ("claim-danger-tool", "The ASQ measures danger from trafficking."),
    ("claim-endorsed", "It is endorsed by the WHO."),
    ("claim-hotline", "The hotline is run by Polaris."),
    ("claim-scare-figure", "The life expectancy is seven years."),
    ("claim-duty", "Clinicians must report it."),
]


@pytest.mark.parametrize(("code", "words"), CLAIMS)
def test_claim_is_refused_even_in_the_about_text(code: str, words: str, tmp_path: Path) -> None:
    """A claim that nobody can stand behind has no place in a pack, not even where its figures stand."""
    source = ("pack.yaml", 'numbers_from: ""', "numbers_from: Nobody, nowhere")
    path = world.pack(tmp_path, source, ("pack.yaml", "Invented. There is no such", f"{words} There is no such"))
    assert code in world.codes(path)


@pytest.mark.parametrize("words", ["Its sensitivity was 80% in 40 people.", "It was validated with 40 people."])
def test_figures_stand_in_the_about_text_and_nowhere_else(words: str, tmp_path: Path) -> None:
    """What a study found is told with its people and place, and never on a card or beside a result."""
    source = ("pack.yaml", 'numbers_from: ""', "numbers_from: 40 people at one clinic, 2020, an invented paper")
    about = ("pack.yaml", "Invented. There is no such", f"{words} There is no such")
    assert world.codes(world.pack(tmp_path, source, about)) == {"seal-missing"}
    beside = world.pack(tmp_path, ("items.yaml", "A nod is enough.", words), name="beside")
    assert world.codes(beside) & (ABOUT_MAY | {"figure-outside-about"})


def test_figures_without_their_source_are_refused(tmp_path: Path) -> None:
    """A figure of which nobody says where it comes from is left out."""
    path = world.pack(tmp_path, ("pack.yaml", "Invented. There is no such", "It found 4 in 5. There is no such"))
    assert "about-source" in world.codes(path)


def test_word_that_no_dictionary_has_is_measured() -> None:
    """The name of a harbor does not end the check: a word nobody knows is counted by its spelling."""
    assert lint.grade("Do you sail from Zzqqy harbor to Grblx?") < lint.grade(LONG)


SPANISH = """\
before: {title: Sobre estas preguntas, note: [Un ejemplo inventado., No es para pacientes.], yes: Trabaja en el puerto,
         no: No trabaja allí}
answers: {yes: "Sí", no: "No", unsure: No está claro, skip: Dejar esta, stop: Parar las preguntas}
items:
  days: {title: Días en el barco, say: ¿Navega más días de lo acordado?, topic: Más días en el mar, recall: Ahora.}
  shore: {title: Quedarse en tierra, say: ¿Le impide alguien bajar a tierra?, topic: Sin poder bajar, recall: Ahora.}
  chest: {title: Su dinero, say: ¿Alguien guarda su identificación o su pago?, topic: Pago guardado, recall: Ahora.}
  cargo: {title: Cargas, say: ¿Le hicieron llevar cargas que le daban miedo?, topic: Cargas con miedo, recall: Ahora.}
  cabin: {title: Bajo cubierta, say: ¿Le forzó alguien a cosas que no quería?, topic: Cosas a la fuerza, recall: Ahora.}
rule: {met: Ofrecer una charla más larga, not_met: La misma oferta que a todos, open: Ofrecer seguir otro día}
"""


def test_second_language_comes_with_the_pack(tmp_path: Path) -> None:
    """Where the program speaks Spanish, the official Spanish of a pack is said, and no other."""
    path = world.pack(tmp_path, ("pack.yaml", "languages: [en]", "languages: [en, es]"))
    (path / "items.es.yaml").write_text(SPANISH, encoding="utf-8")
    found = loading.draft(path, world.shelf())
    assert found.words["es"].keys() == found.words["en"].keys()
    assert found.words["es"]["pack_lantern.lantern_days.say"].lines == ("¿Navega más días de lo acordado?",)


def test_second_language_is_held_to_the_same_rules(tmp_path: Path) -> None:
    """A promise in Spanish is a promise."""
    path = world.pack(tmp_path, ("pack.yaml", "languages: [en]", "languages: [en, es]"))
    bad = SPANISH.replace("¿Navega más días de lo acordado?", '"Le prometemos que el {barco} es seguro al 90%."')
    (path / "items.es.yaml").write_text(bad, encoding="utf-8")
    assert {"NEV-02", "brace", "figure-outside-about"} <= world.codes(path)


def test_language_that_nobody_wrote_rules_for_is_told(tmp_path: Path) -> None:
    """A pack in a language that the program cannot judge says so to whoever switches it on."""
    path = world.pack(tmp_path, ("pack.yaml", "languages: [en]", "languages: [en, xx]"))
    (path / "items.xx.yaml").write_text(SPANISH, encoding="utf-8")
    assert "language-unread" in _told(path)
