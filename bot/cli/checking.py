"""The command ``check``: every word read, every path walked, and what is broken told."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.app import Parts, Refused, content_folder, read_lexicon, read_parts
from bot.cli.saying import refused, say
from bot.library import read_lock
from bot.present.issues import ContentError

if TYPE_CHECKING:
    from bot.check import Report, Result
    from bot.check.budget import Budget
    from bot.check.content import Content
    from bot.present.contacts import Contact
    from bot.present.lint import Finding
    from bot.present.translation import Translation


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of the command."""

    rule: str = ""
    explain: str = ""
    checklist: bool = False
    costs: bool = False
    path: str = ""
    jobs: int = 0
    as_json: bool = False


def check(asked: Asked) -> int:
    """Tell what is proved and what is broken; 1 when anything is."""

    def run() -> int:
        if asked.checklist:
            return _checklist(as_json=asked.as_json)
        wanted = ("BUDGET-4",) if asked.costs or asked.path else _known(asked.rule or asked.explain)
        parts = read_parts()
        content = content_of(parts)
        if asked.explain:
            return _explain(asked.explain.upper(), content, as_json=asked.as_json)
        report = proved(parts, content, only=wanted, jobs=asked.jobs)
        if not wanted:
            report = replace(report, results=(*report.results, *_unrecorded(parts)))
        if asked.path:
            say("\n".join(_path(report, asked.path)))
            return 0
        lines = report.cost_lines() if asked.costs else report.lines()
        say(json.dumps(report.to_json(), indent=2) if asked.as_json else "\n".join(lines))
        return int(report.broken)

    return refused(run)


def proved(parts: Parts, content: Content | None = None, *, only: tuple[str, ...] = (), jobs: int = 0) -> Report:
    """Every rule on every path, and every word read. Raises ``Refused`` when a file cannot be read.

    ``only`` are ids of rules, all where it is empty; ``jobs`` is how many processes share the flows, 0 for one a core.
    """
    from bot.check import run_checks  # noqa: PLC0415 - heavy, and only for this

    known = content or content_of(parts)
    gc.enable()
    return run_checks(
        parts.library,
        read_lock(),
        parts.catalog,
        known.findings,
        shown=lambda category: len(_shown(category, parts)),
        content=known,
        budget=_budget(),
        only=only,
        jobs=jobs or _cores(),
    )


def content_of(parts: Parts) -> Content:
    """All words and data that the proofs read. Raises ``Refused`` with every issue of their files."""
    from bot.check.content import Content, Spoken  # noqa: PLC0415 - only for this command
    from bot.present import checklist, facts, required, waivers  # noqa: PLC0415
    from bot.present.contacts import CATEGORIES  # noqa: PLC0415
    from bot.present.freshness import spoken  # noqa: PLC0415
    from bot.present.lint import LIMITS, lint  # noqa: PLC0415

    folder = content_folder()
    lexicon = read_lexicon(folder / "lexicon.yaml")
    said = {"en": Spoken(parts.catalog)}
    found = [*lint(parts.catalog, lexicon), *_unframed(parts)]
    try:
        found += _unknown(parts)
        for one in _translations():
            found += _translated(parts, one)
            if one.head.language in LIMITS:
                catalog = spoken(parts.catalog, one)
                found += lint(catalog, lexicon, one.head.language)
                said[one.head.language] = Spoken(catalog, one.head.language)
        waived = waivers.read(folder / "waivers.yaml")
        return Content(
            said,
            (*waived.left(found), *waived.unused(found)),
            lexicon,
            required.read(folder / "required.yaml"),
            {category: _shown(category, parts) for category in CATEGORIES},
            facts.read(folder / "facts.yaml"),
            checklist.read(folder / "checklist.yaml"),
        )
    except ContentError as error:
        raise Refused(*map(str, error.issues)) from None


def _unframed(parts: Parts) -> Iterator[Finding]:
    """Words around the cards that an adapter lacks, and those that none shows."""
    from bot.adapters import labels  # noqa: PLC0415 - only for this command
    from bot.adapters.telegram import words as chat  # noqa: PLC0415
    from bot.present import catalog  # noqa: PLC0415
    from bot.present.lint import Finding  # noqa: PLC0415

    talks = (flow for flow in parts.library.flows if not flow.startswith("pack_"))
    for one in catalog.issues(parts.catalog, parts.library, (*labels.UI_KEYS, *chat.ui_keys(talks))):
        yield Finding(one.code, "", one.line, one.sentence)


def _unknown(parts: Parts) -> Iterator[Finding]:
    """Conversations of which nobody says where they come from."""
    from bot.present import almanac  # noqa: PLC0415 - only for this command
    from bot.present.about import issues  # noqa: PLC0415
    from bot.present.lint import Finding  # noqa: PLC0415

    known = almanac.read(content_folder())
    talks = (flow for flow in parts.library.flows if not flow.startswith("pack_"))
    for one in issues(known.about, talks, known.sources):
        yield Finding(one.code, "", one.line, one.sentence)


def _translations() -> list[Translation]:
    from bot.present.freshness import read_all  # noqa: PLC0415 - only for this command

    folder = content_folder() / "translations"
    return list(read_all(folder, sorted(path.stem for path in folder.iterdir())))


def _translated(parts: Parts, one: Translation) -> Iterator[Finding]:
    """Whether a language that ships fits its source."""
    from bot.present import almanac  # noqa: PLC0415 - only for this command
    from bot.present.freshness import translation_findings  # noqa: PLC0415
    from bot.present.phrases import phrases_of  # noqa: PLC0415

    data = phrases_of(almanac.read(content_folder()))
    yield from translation_findings(parts.catalog, one, parts.library, data)


def _shown(category: str, parts: Parts) -> tuple[Contact, ...]:
    """The contacts of a category that the demonstration site can show today."""
    return parts.contacts.for_category(category, parts.site.country, parts.presenter.today)


def _budget() -> Budget:
    """The limits of the project file, which travels inside the package in a wheel."""
    from bot.check.budget import read  # noqa: PLC0415 - heavy, and only for this command

    inside = content_folder() / "pyproject.toml"
    try:
        return read(inside if inside.is_file() else content_folder().parent / "pyproject.toml")
    except ContentError as error:
        raise Refused(*map(str, error.issues)) from None


def _known(rule: str) -> tuple[str, ...]:
    """The rule that was asked for, if any. Raises ``Refused`` where there is none by that name."""
    from bot.check.explain import known  # noqa: PLC0415 - heavy, and only for this command

    if rule and rule.upper() not in known():
        raise Refused(f"There is no rule by that name; there are {', '.join(known())}.")
    return (rule.upper(),) if rule else ()


def _explain(rule: str, content: Content, *, as_json: bool) -> int:
    from bot.check.explain import explained  # noqa: PLC0415 - heavy, and only for this command
    from bot.present import sources  # noqa: PLC0415

    try:
        register = sources.read(content_folder() / "sources_practice.yaml")
    except ContentError as error:
        raise Refused(*map(str, error.issues)) from None
    lines = list(explained(rule, content, register))
    say(json.dumps({"rule": rule, "lines": lines}, indent=2) if as_json else "\n".join(lines))
    return 0


def _unrecorded(parts: Parts) -> Iterator[Result]:
    """What the record of proofs does not know as it is now: a start proves it again, each time."""
    from bot.check import Result, Status  # noqa: PLC0415 - heavy, and only for this command
    from bot.proven import digests, on_record  # noqa: PLC0415

    record = on_record()
    for name, digest in digests(parts).items():
        if record.get(name) != digest:
            said = "bot/flows/proofs.lock is of an earlier state: 'python -m bot lock' brings it up to date."
            yield Result("LOCK-2", name, Status.WARNING, said)


def _path(report: Report, asked: str) -> Iterator[str]:
    """The conversations behind a cost: best, usual and worst."""
    flow, _, kind = asked.partition(":")
    cost = next((one for one in report.costs if (one.flow, one.kind) == (flow, kind)), None)
    if cost is None:
        there = ", ".join(f"{one.flow}:{one.kind}" for one in report.costs)
        raise Refused(f"There is no such kind of conversation; there are {there}.")
    for name, talk in (("Best", cost.best), ("Usual", cost.median), ("Worst", cost.worst)):
        if talk is not None:
            yield f"{name}: {talk.taps} taps, {talk.said} words said, {talk.read} read, {talk.minutes} minutes"
            yield from (f"    {line}" for line in talk.lines)


def _checklist(*, as_json: bool) -> int:
    """Who signs for what, and who has."""
    from bot.check.table import folded  # noqa: PLC0415 - only for this command
    from bot.present import checklist  # noqa: PLC0415

    try:
        entries = checklist.read(content_folder() / "checklist.yaml").entries
    except ContentError as error:
        raise Refused(*map(str, error.issues)) from None
    if as_json:
        say(json.dumps([entry.model_dump(mode="json") | {"said": entry.said} for entry in entries], indent=2))
        return 0
    lines: list[str] = []
    for entry in entries:
        lines += folded(f"{entry.id}    {entry.who}: {entry.judges}")
        lines += folded(f"{'':<11}Completes {', '.join(entry.rules)}.")
        lines += folded(f"{'':<11}Reads {', '.join(entry.reads)}, now {entry.now}. {entry.said}")
    unsigned = sum(not entry.stands for entry in entries)
    say("\n".join((*lines, "", f"{unsigned} of {len(entries)} wait for a signature (content/checklist.yaml).")))
    return 0


def _cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
