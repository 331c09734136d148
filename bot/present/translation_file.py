"""A translation as a file: always written in the same way, in the order of the source, so a change is all one sees.

What is read and written again is the same to the byte, whoever touched it in between and with which tool.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import yaml

from bot.present.translation import HEAD, Head, Translated, Translation
from bot.present.wordfile import MANY

WIDTH: Final = 118

TOP: Final = """\
# Every word of content/prompts.yaml in {name}. `python -m bot translate` writes this file; a hand may edit it, too.
#   text    the words; as many lines, and the same {{names}}, as in the source
#   of      the fingerprint of the English words they were made from; `python -m bot check` tells which have changed
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


def written(translation: Translation, order: Iterable[str]) -> str:
    """The text of the file. Keys come in the ``order`` of the source; others after them, as they stood."""
    entries = translation.entries
    tree: dict[str, Any] = {}
    for key in dict.fromkeys((*order, *entries)):
        if key in entries:
            _put(tree, key, entries[key])
    blocks = {HEAD: _head(translation.head), **tree}
    return TOP.format(name=translation.head.name) + "\n".join(_block(*block) for block in blocks.items())


def _head(head: Head) -> dict[str, str]:
    given = {**dict(head), "reviewed_on": head.reviewed_on.isoformat() if head.reviewed_on else ""}
    return {name: value or _Empty() for name, value in given.items()}


def _put(tree: dict[str, Any], key: str, entry: Translated) -> None:
    *above, last = key.split(".")
    for part in above:
        tree = tree.setdefault(part, {})
    many = last in MANY and len(above) == CARD and (len(entry.lines) > 1 or last == "say")
    tree[last] = {"text": list(entry.lines) if many else entry.lines[0], "of": entry.of}


def _block(name: str, value: object) -> str:
    return str(yaml.dump({name: value}, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=WIDTH))
