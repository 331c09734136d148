"""A site: a live one opens whole and in date or not at all; a demonstration says what it lacks."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.present import site
from tests.present import refused
from tests.present.samples import DEMONSTRATION, LIVE, TODAY


def swapped(old: str, new: str) -> str:
    """The live sample with one piece changed."""
    assert old in LIVE
    return LIVE.replace(old, new, 1)


BARE = "name: Riverside clinic\ndemonstration: no\ncountry: US\n"

UNCALLED = swapped(
    "    called_on: 2026-11-20\n    called_by_role: social work\n    expires_on: 2027-01-15\n",
    """\
    sources:
      - {url: https://example.org, title: A, publisher: a, shows: [phone]}
      - {url: https://example.com, title: B, publisher: b, shows: [phone]}
    verified_count: 2
    source_read_on: 2026-11-20
    expires_on: 2027-01-15
""",
)

BROKEN = [
    ("site-shape", "- a\n- b\n", "- a"),
    ("site-shape", DEMONSTRATION + "roles: nobody\n", "roles"),
    ("role-unknown", swapped("roles:\n", "roles:\n  janitor: {label: Janitor, extension: x}\n"), "janitor"),
    ("role-missing", swapped('  supervisor: {label: Charge nurse, extension: "4440"}\n', ""), "roles"),
    ("duty-missing", LIVE[: LIVE.index("duty:")] + LIVE[LIVE.index("local_contacts:") :], "name"),
    ("duty-expired", swapped("expires_on: 2027-02-01", "expires_on: 2026-11-21"), "expires_on: 2026-11-21"),
    ("duty-order", swapped("reviewed_on: 2026-11-01", "reviewed_on: 2027-02-01"), "expires_on: 2027-02-01"),
    ("duty-too-far", swapped("expires_on: 2027-02-01", "expires_on: 2027-06-01"), "expires_on: 2027-06-01"),
    ("contact-missing", swapped("[shelter, legal]", "[shelter]"), "local_contacts"),
    ("contact-expired", swapped("expires_on: 2027-01-15", "expires_on: 2026-11-21"), "expires_on: 2026-11-21"),
    ("contact-uncalled", UNCALLED, "house"),
]
"""A sample for each code: the code, the file, and words of the line to name."""


@pytest.mark.parametrize(("code", "text", "marker"), BROKEN)
def test_broken_site_is_refused(code: str, text: str, marker: str) -> None:
    """What a live site may not be is told with its line, and nothing else is."""
    assert refused.codes(lambda: site.parse(text, TODAY)) == [(code, refused.line_of(text, marker))]


def test_every_code_has_a_broken_sample() -> None:
    """No code of a site goes untested."""
    assert {code for code, _, _ in BROKEN} == site.CODES.keys()


def test_live_site_opens_whole() -> None:
    """A site that has everything, in date, opens with all that it says."""
    opened = site.parse(LIVE, TODAY)
    assert opened.lacks(TODAY) == ()
    assert opened.roles["security"].extension == "4400"
    assert [one.id for one in opened.local_contacts] == ["house", "county"]
    assert (opened.options.counts, opened.options.cover_after_seconds) == (True, 60)
    assert (opened.languages, opened.state) == (("en", "es"), "OH")


def test_live_site_without_anything_is_told_all_at_once() -> None:
    """One refusal names every role, the duty note and every local contact that is missing."""
    found = refused.issues(lambda: site.parse(BARE, TODAY, "clinic.yaml"))
    assert [issue.code for issue in found] == ["contact-missing"] * 3 + ["duty-missing"] + ["role-missing"] * 5
    told = " ".join(issue.sentence for issue in found)
    assert all(name in told for name in (*site.ROLES, *site.LOCAL, "duty to report"))
    assert {issue.file for issue in found} == {"clinic.yaml"}


def test_broken_field_hides_nothing_that_is_missing() -> None:
    """A slip in one field and a hole elsewhere are told together."""
    text = (
        BARE.replace("country: US", "country: Oz") + "roles:\n  security: {label: Desk}\noptions: {counts: perhaps}\n"
    )
    codes = [code for code, _ in refused.codes(lambda: site.parse(text, TODAY))]
    assert sorted(set(codes)) == ["contact-missing", "duty-missing", "field-missing", "field-wrong", "role-missing"]
    assert codes.count("role-missing") == 4  # the desk is there, if broken
    assert codes.count("field-wrong") == 2


def test_broken_duty_is_not_called_missing() -> None:
    """A duty note with a slip in it is mended, not written anew."""
    found = refused.codes(lambda: site.parse(swapped("reviewed_on: 2026-11-01", "reviewed_on: lately"), TODAY))
    assert found == [("field-wrong", 14)]


def test_live_site_runs_out_day_by_day() -> None:
    """It opens until the first of its dates has gone by, and from then on says which."""
    for days in range(120):
        today = TODAY + timedelta(days=days)
        codes = {code for code, _ in refused.codes(partial(site.parse, LIVE, today))}
        expected = {"contact-expired"} if today > date(2027, 1, 15) else set()
        expected |= {"duty-expired"} if today > date(2027, 2, 1) else set()
        assert codes == expected


def test_demonstration_opens_and_says_what_it_lacks() -> None:
    """Nothing is needed to look around, and nothing is passed off as there."""
    opened = site.parse(DEMONSTRATION, TODAY)
    assert {issue.code for issue in opened.lacks(TODAY)} == {"role-missing", "duty-missing", "contact-missing"}
    assert len(opened.lacks(TODAY)) == 9
    assert not opened.options.counts


def test_demonstration_is_read_as_strictly() -> None:
    """A demonstration may lack things, and may not have them wrong."""
    text = DEMONSTRATION + "roles: {guard: {label: A, extension: B}}\ndutty: x\n"
    assert refused.codes(lambda: site.parse(text, TODAY)) == [("role-unknown", 4), ("field-unknown", 5)]


@pytest.mark.parametrize("text", ["name: A\ncountry: US\n", "name: A\ndemonstration: maybe\ncountry: US\n"])
def test_site_that_does_not_say_what_it_is_counts_as_live(text: str) -> None:
    """Without a clear word that it is a demonstration, everything is asked for."""
    codes = {code for code, _ in refused.codes(lambda: site.parse(text, TODAY))}
    assert {"role-missing", "duty-missing", "contact-missing"} < codes


def test_file_is_read_from_its_path(tmp_path: Path) -> None:
    """The one function that touches a file gives what the text gives, and says which file is not there."""
    path = tmp_path / "clinic.yaml"
    path.write_text(LIVE, encoding="utf-8")
    assert site.read(path, TODAY) == site.parse(LIVE, TODAY)
    missing = tmp_path / "nowhere.yaml"
    found = refused.issues(lambda: site.read(missing, TODAY))
    assert [(issue.code, issue.file) for issue in found] == [("unreadable", str(missing))]
