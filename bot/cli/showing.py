"""The commands ``flows``, ``graph`` and ``lock``: what conversations there are, as lists, pictures and numbers."""

from __future__ import annotations

import json

from bot.app import Refused, content_folder, read_parts
from bot.cli.saying import refused, say
from bot.engine.compile import CompiledFlow
from bot.engine.errors import FlowError
from bot.engine.show import Library
from bot.engine.versions import fingerprint, locked, moved_without_version
from bot.library import LOCK_FILE, library, read_lock, write_lock
from bot.present import about
from bot.present.about import Lineage
from bot.present.issues import ContentError
from bot.proven import write_record


def flows(*, as_json: bool) -> int:
    """List the conversations."""

    def run() -> int:
        lineage = _lineage()
        told = [_told(flow, lineage.get(flow.id)) for flow in _library().flows.values()]
        if as_json:
            say(json.dumps(told, indent=2))
            return 0
        columns = ("id", "version", "cards", "fewest_taps", "questions")
        rows = [[name.replace("_", " ") for name in columns], *([str(one[name]) for name in columns] for one in told)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        say("\n".join("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows))
        for one in told:
            if entry := lineage.get(str(one["id"])):
                say(f"\n{one['id']}: {entry.topics_from} {entry.said}")
        return 0

    return refused(run)


def graph(name: str, how: str) -> int:
    """Draw one conversation."""

    def run() -> int:
        from bot.drawing import FORMATS  # noqa: PLC0415 - only for this command

        flow = _library().flows.get(name)
        if flow is None:
            raise Refused(f"There is no conversation by that name; there are {', '.join(_library().flows)}.")
        try:
            say(FORMATS[how](flow))
        except ModuleNotFoundError as error:
            raise Refused(f"This drawing needs the package {error.name}: install requirements/check.txt.") from None
        return 0

    return refused(run)


def lock(*, same_version: bool) -> int:
    """Write the lock, unless a conversation changed that still calls itself the same version."""

    def run() -> int:
        lib = _library()
        before = read_lock() if LOCK_FILE.exists() else None
        now = locked(lib, before)
        moved = moved_without_version(before, now) if before else ()
        if moved and not same_version:
            raise Refused(*(f"{flow}: its cards and its version did not change together." for flow in moved))
        write_lock(lib)
        wrong = _recorded()
        changed = [flow for flow, entry in now.flows.items() if not before or before.flows.get(flow) != entry]
        say(f"Written for {', '.join(changed)}." if changed else "Nothing has changed.")
        if wrong:
            say("\n".join(("Not recorded as proved, so every start proves it again:", *wrong)))
        return 0

    return refused(run)


def _recorded() -> tuple[str, ...]:
    """Record that what ships is proved, at each site that ships; or why it is not."""
    try:
        sites = sorted((content_folder() / "sites").glob("*.yaml"))
        return write_record(read_parts(), *(read_parts(site).catalog for site in sites))
    except Refused as error:
        return error.sentences


def _library() -> Library:
    try:
        return library()
    except FlowError as error:
        raise Refused(*map(str, error.issues)) from None


def _lineage() -> dict[str, Lineage]:
    try:
        return dict(about.read(content_folder() / "about.yaml").entries)
    except ContentError as error:
        raise Refused(*map(str, error.issues)) from None


def _told(flow: CompiledFlow, lineage: Lineage | None) -> dict[str, object]:
    """What there is to say about a conversation. ``fewest_taps`` from its first card to an end."""
    states = [card.state for card in flow.cards.values()]
    return {
        "id": flow.id,
        "audience": flow.source.audience,
        "requires": sorted(flow.source.requires),
        "version": flow.version,
        "fingerprint": fingerprint(flow),
        "start": flow.start,
        "cards": len(states),
        "answers": sum(len(state.choices) for state in states),
        "fewest_taps": _fewest(flow),
        "questions": sum("sensitive_q" in state.tags for state in states),
        "ends": [state.id for state in states if state.final],
        "topics": list(flow.outcome.topics),
        "results": [name for name, _ in flow.outcome.results],
        "lineage": lineage.model_dump(mode="json", exclude={"validated"}) if lineage else None,
        "validated": False,
    }


def _fewest(flow: CompiledFlow) -> int:
    """Taps on the shortest way from the first card to an end."""
    here, taps = {flow.start}, 0
    while not any(flow.cards[state].state.final for state in here):
        here = {str(edge.dest) for state in here for edge in flow.edges(state)}
        taps += 1
    return taps
