"""A conversation that breaks a rule does not start, also outside ``check``.

What was proved is on record in bot/flows/proofs.lock, as a digest of each conversation with its laws, and of the
words. A start compares digests, which takes milliseconds. What has moved since is proved again
before the first card, at the depth of a trial, and refused with the rule and the conversation that breaks it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from hashlib import blake2b
from pathlib import Path
from typing import Final

from bot.app import Parts, Refused, content_folder, read_lexicon
from bot.engine.compile import CompiledFlow
from bot.engine.versions import fingerprint
from bot.present.catalog import Catalog

PROOFS_FILE: Final = Path(__file__).parent / "flows" / "proofs.lock"

JUDGED: Final = ("prompts.yaml", "lexicon.yaml", "waivers.yaml", "required.yaml")
"""Files that decide whether words may be said, beside the translations and what countries say otherwise."""

WORDS: Final = "words"


def refuse_unproved(parts: Parts, path: Path = PROOFS_FILE) -> None:
    """Prove what has moved since the record was written. Raises ``Refused`` with every rule that is broken."""
    record = on_record(path)
    now = digests(parts)
    moved = [name for name, digest in now.items() if record.get(name) != digest]
    wrong = [*broken_flows(parts, [name for name in moved if name != WORDS])]
    if WORDS in moved:
        wrong += broken_words(parts.catalog)
    if wrong:
        raise Refused(*wrong)


def write_record(parts: Parts, *catalogs: Catalog, path: Path = PROOFS_FILE) -> tuple[str, ...]:
    """Record what ships as proved; or else what is broken, and then nothing is written.

    ``catalogs`` are the words as other sites have them.
    """
    record, now = on_record(path), digests(parts)
    moved = [name for name in now if record.get(name) != now[name]]
    wrong = [*broken_flows(parts, [name for name in moved if name != WORDS])]
    if WORDS in moved:
        wrong += dict.fromkeys(said for one in (parts.catalog, *catalogs) for said in broken_words(one))
    if not wrong and record != now:
        path.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
    return tuple(wrong)


def on_record(path: Path = PROOFS_FILE) -> Mapping[str, str]:
    """What was proved, by name; nothing where there is no record, or one that cannot be read."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(digest) for name, digest in data.items()} if isinstance(data, dict) else {}


def digests(parts: Parts) -> dict[str, str]:
    """A digest of each conversation, and of the words. Packs that are sealed were proved when they were."""
    sealed = {pack.id for pack in parts.packs if pack.sealed}
    safety = _laws(parts.library.flows[parts.library.safety])
    found = {
        name: _digest(_graph(flow, parts), *_laws(flow), *safety)
        for name, flow in parts.library.flows.items()
        if name not in sealed
    }
    return found | {WORDS: _words()}


def broken_flows(parts: Parts, names: Iterable[str]) -> Iterator[str]:
    """The rules that these conversations break, each with the shortest conversation that does."""
    wanted = [name for name in names if name in parts.library.flows]
    if not wanted:
        return
    from bot.check.depth import TRIAL  # noqa: PLC0415 - heavy, and only for what has moved
    from bot.check.judging import Task  # noqa: PLC0415
    from bot.check.rule import Status  # noqa: PLC0415
    from bot.check.rules import RULES  # noqa: PLC0415

    def shown(category: str) -> int:
        return len(parts.contacts.for_category(category, parts.site.country, parts.presenter.today, parts.site.state))

    task = Task(parts.library, parts.codec, RULES, parts.catalog, shown=shown, depth=TRIAL)
    for name in wanted:
        for result in task.flow(name).results:
            if result.status is Status.BROKEN:
                yield f"{name} does not start, since it breaks {result.rule}. {result.sentence} {result.said}".rstrip()
                yield from (f"    {line}" for line in result.counterexample)


def broken_words(catalog: Catalog) -> Iterator[str]:
    """The rules that words break, in every language that there are lists for; grades are left to ``check``."""
    from bot.present import waivers  # noqa: PLC0415 - only for words that have moved
    from bot.present.lint import LIMITS, lint  # noqa: PLC0415

    folder = content_folder()
    lexicon = read_lexicon(folder / "lexicon.yaml")
    waived = waivers.read(folder / "waivers.yaml")
    for language in catalog.languages:
        if language in LIMITS:
            for one in waived.left(lint(catalog, lexicon, language, graded=False)):
                yield f"The words do not start, since they break {one.code} (line {one.line}): {one.sentence}"


def _graph(flow: CompiledFlow, parts: Parts) -> str:
    """The fingerprint of a flow, as it was worked out when the lock was compared."""
    known = parts.lock.flows.get(flow.id)
    return known[1] if known else fingerprint(flow)


def _laws(flow: CompiledFlow) -> tuple[str, ...]:
    source = flow.source
    declared = (source.gates, source.sections, source.needs, source.only_from, source.audience, source.requires)
    return fingerprint_of(declared), str(flow.version)


def fingerprint_of(value: object) -> str:
    """Frozen data as one text, the same in every process: sets are sorted, and fields stand by their names."""
    if isinstance(value, Enum):
        return str(value.value)
    if is_dataclass(value):
        inner = ",".join(f"{one.name}={fingerprint_of(getattr(value, one.name))}" for one in fields(value))
        return f"{type(value).__name__}({inner})"
    if isinstance(value, (frozenset, set)):
        return "{" + ",".join(sorted(map(fingerprint_of, value))) + "}"
    if isinstance(value, (tuple, list)):
        return "[" + ",".join(map(fingerprint_of, value)) + "]"
    return repr(value)


def _words() -> str:
    folder = content_folder()
    more = sorted((*(folder / "translations").glob("*.yaml"), *(folder / "countries").glob("*.yaml")))
    there = [path for path in (*(folder / name for name in JUDGED), *more) if path.is_file()]
    return _digest(*(path.read_bytes() for path in there))


def _digest(*told: str | bytes) -> str:
    made = blake2b(digest_size=8)
    for one in told:
        data = one.encode() if isinstance(one, str) else one
        made.update(len(data).to_bytes(8, "big") + data)
    return made.hexdigest()
