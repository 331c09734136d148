"""A translation as a file: always written in the same way, in the order of the source, so a change is all one sees.

What is read and written again is the same to the byte, whoever touched it in between and with which tool.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import yaml

from bot.present.translation import HEAD, Head, Translated, Translation
from bot.present.wordfile import MANY, PHRASE, Entry, each_of, fingerprint

WIDTH: Final = 118

_PHRASE: Final = re.compile(r"^  (p[0-9a-f]{8}):$", re.MULTILINE)

TOP: Final = """\
# Every word of content/prompts.yaml in {name}. `python -m bot translate` writes this file; a hand may edit it, too.
#   text    the words; as many lines, and the same {{names}}, as in the source
#   of      the fingerprint of the English words they were made from; `python -m bot check` tells which have changed
#           in a text of several lines, each stands beside that of its own English line
# reviewed_* are filled in when a qualified medical translator has read all of it: role, day, and the fingerprint of
# the words as reviewed. Until then, and after any later change, the screen calls it a draft. docs/translating.md

"""

CARD: Final = 2
"""Parts of the key of a card; a label of an answer lies deeper."""


class _Plain(yaml.SafeDumper):
    """Words as words: ``yes`` and ``0123`` need no quotes, since every value is a string to our reader."""


class _Empty(str):
    """A value that is empty on purpose, which has to be written as one."""

    __slots__ = ()


_Plain.yaml_implicit_resolvers = {}
_Plain.add_representer(_Empty, lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:str", "", style='"'))


def written(translation: Translation, source: Mapping[str, Entry]) -> str:
    """The text of the file, in the order of the source; what that does not have comes last, as it stood.

    A sentence of data has its source above it, since it has no key that would say what it is.
    """
    entries = translation.entries
    tree: dict[str, Any] = {}
    for key in dict.fromkeys((*source, *entries)):
        if key in entries:
            _put(tree, key, entries[key], source.get(key))
    blocks = {HEAD: _head(translation.head), **tree}
    text = TOP.format(name=translation.head.name) + "\n".join(_block(*block) for block in blocks.items())
    return _PHRASE.sub(lambda found: _remark(source.get(f"{PHRASE}.{found[1]}")) + found[0], text)


def _remark(entry: Entry | None) -> str:
    return f"  # {entry.lines[0]}\n" if entry else ""


def _head(head: Head) -> dict[str, str]:
    given = {**dict(head), "reviewed_on": head.reviewed_on.isoformat() if head.reviewed_on else ""}
    return {name: value or _Empty() for name, value in given.items()}


def _put(tree: dict[str, Any], key: str, entry: Translated, source: Entry | None) -> None:
    *above, last = key.split(".")
    for part in above:
        tree = tree.setdefault(part, {})
    many = last in MANY and len(above) == CARD and (len(entry.lines) > 1 or last == "say")
    each = entry.each or _each(entry, source)
    lines = [{mark: line} for mark, line in zip(each, entry.lines, strict=True)] if each else list(entry.lines)
    tree[last] = {"text": lines if many else entry.lines[0], "of": entry.of}


def _each(entry: Translated, source: Entry | None) -> tuple[str, ...]:
    """The fingerprints of the source lines, where that is what they were made from: a hand may leave them to us."""
    fits = source is not None and len(entry.lines) == len(source.lines) > 1 and entry.of == fingerprint(source.lines)
    return each_of(source.lines) if fits and source is not None else ()


def _block(name: str, value: object) -> str:
    return str(yaml.dump({name: value}, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=WIDTH))
