"""All that has a date and a source, together: what fits together, and what runs out when."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.present import almanac, overlay
from bot.present.almanac import Aging, Almanac, warnings
from tests.present import refused

CONTENT = Path(__file__).parents[2] / "content"


@pytest.fixture(scope="module")
def shipped() -> Almanac:
    """All of it as it is shipped."""
    return almanac.read(CONTENT)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the content folder that a test may break."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def change(path: Path, before: str, after: str) -> None:
    """Replace the first such words in a file."""
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


UNUSED = "a-page:\n  title: A page\n  publisher: x\n  url: https://example.org\n  read_on: 2026-11-22\n\n"

BROKEN = [
    ("source-unknown", "law.yaml", "sources: [todres-wlr]", "sources: [nowhere]"),
    ("source-unknown", "facts.yaml", "castla-definition", "nowhere"),
    ("source-unknown", "countries/GB.yaml", "wmas-consent", "nowhere"),
    ("source-unused", "sources.yaml", "aba-capta-2017:", f"{UNUSED}aba-capta-2017:"),
    ("contact-twice", "contacts_us_states.yaml", "us-al-child-abuse:", "us-911:"),
    ("contact-place", "contacts_us_states.yaml", "state: AL", "state: XX"),
    ("country-emergency", "countries/GB.yaml", 'emergency: "999"', 'emergency: "998"'),
    ("country-lawless", "law.yaml", "cards: [law_adult, law_dependent]", "cards: [law_adult]"),
    ("law-exceptions", "law.yaml", "nearer: [AL, ID,", "nearer: [ID,"),
    ("law-exceptions", "law_us_states.yaml", "place: US-NM\n  subject: injury", "place: US-NM\n  subject: records"),
    ("law-dependent", "law.yaml", "cards: [law_adult, law_dependent]", "cards: [law_adult]"),
    ("claim-duty", "prompts.yaml", "Duties differ from place to place.", "You must report."),
    ("law-place", "law_us_states.yaml", "place: US-AL", "place: US-XX"),
    ("number-bare", "facts.yaml", '  year: "2021"\n', ""),
]


@pytest.mark.parametrize(("code", "file", "before", "after"), BROKEN)
def test_what_does_not_fit_is_refused(folder: Path, code: str, file: str, before: str, after: str) -> None:
    """One slip in one file is told with its code, and the folder is refused."""
    change(folder / file, before, after)
    if code == "country-lawless":
        change(folder / file, "cards: [law_adult, law_dependent]", "cards: [law_adult]")
    assert code in {issue.code for issue in refused.issues(lambda: almanac.read(folder))}


def test_every_code_has_a_broken_sample() -> None:
    """A mistake that no sample shows would be a promise that nobody keeps."""
    assert {code for code, *_ in BROKEN} >= almanac.CODES.keys()


def test_issues_of_all_files_come_at_once(folder: Path) -> None:
    """Slips in three files are told together."""
    change(folder / "law.yaml", "place: US\n", "place: XX\n")
    change(folder / "facts.yaml", "kind: definition", "kind: rumour")
    change(folder / "sources.yaml", "read_on: 2026-11-22", "read_on: soon")
    told = {Path(issue.file).name for issue in refused.issues(lambda: almanac.read(folder))}
    assert told >= {"law.yaml", "facts.yaml", "sources.yaml"}


def test_shipped_content_fits_together(shipped: Almanac) -> None:
    """Every source that is named is in the register, and none lies unused: the folder reads without an issue."""
    assert len(shipped.laws.entries) > 100
    assert len(shipped.facts.entries) > 70
    assert len(shipped.contacts.entries) > 70
    assert set(shipped.overlays) == {"GB"}


def first_day(shipped: Almanac, kind: str) -> date:
    """The last day of what runs out first of a kind."""
    return min(one.expires_on for one in shipped.aging(date.max) if one.kind == kind)


@pytest.mark.parametrize("kind", ["contact", "law", "country"])
def test_sixty_days_ahead_it_is_told(shipped: Almanac, kind: str) -> None:
    """Law, contacts and countries are each told from the sixtieth day before their last, and not on the day before."""
    until = first_day(shipped, kind)
    before = [one for one in shipped.aging(until - timedelta(days=61)) if one.kind == kind]
    then = [one for one in shipped.aging(until - timedelta(days=60)) if one.kind == kind]
    assert before == []
    assert {one.days for one in then} == {60}


def test_earliest_is_told_first(shipped: Almanac) -> None:
    """What runs out first stands first."""
    days = [one.expires_on for one in shipped.aging(date(2030, 1, 1))]
    assert days == sorted(days)


def test_everything_with_a_date_is_watched(shipped: Almanac) -> None:
    """No rule, contact or country can run out without being told."""
    watched = {(one.kind, one.id) for one in shipped.aging(date(2030, 1, 1))}
    assert watched == {
        *(("law", one.id) for one in shipped.laws.entries),
        *(("contact", one.id) for one in shipped.contacts.entries),
        *(("country", code) for code in shipped.overlays),
    }
    assert all(one.days < 0 for one in shipped.aging(date(2030, 1, 1)))


def test_warnings_are_few_and_name_the_day() -> None:
    """What runs out together is one sentence, with its day, the days that are left and some names."""
    day = date(2027, 2, 20)
    many = tuple(Aging("contact", f"us-{n}", day, 50) for n in range(5))
    one = Aging("country", "GB", day, -1)
    assert warnings((*many, one)) == (
        "5 contacts can be told until 2027-02-20, 50 more days: us-0, us-1, us-2 and 2 more.",
        "1 country ran out on 2027-02-20: GB.",
    )


def test_country_without_its_file_is_read_as_none(folder: Path) -> None:
    """Without files of countries there are no overlays, and what only they used lies unused."""
    shutil.rmtree(folder / "countries")
    assert {issue.code for issue in refused.issues(lambda: almanac.read(folder))} <= {"source-unused"}
    assert overlay.read(CONTENT / "countries" / "GB.yaml").country == "GB"
