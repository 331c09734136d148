"""The shapes in the source: each class with fields, and whether a field could hold words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

MUTE: Final = frozenset(
    "int bool float bytes None tuple list Sequence frozenset date datetime SecretStr Literal Annotated Field".split()
)
"""Names in an annotation that hold no words. A secret shows stars."""


class Shape(NamedTuple):
    """A class: its name, the names it is built on, its fields with their annotations."""

    name: str
    bases: tuple[str, ...]
    fields: dict[str, ast.expr]


def shapes(text: str) -> Iterator[Shape]:
    """Every class with annotated fields, and every enumeration."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef):
            bases = tuple(ast.unparse(base).rpartition(".")[2] for base in node.bases)
            named = {
                item.target.id: item.annotation
                for item in node.body
                if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
            }
            yield Shape(node.name, bases, named)


def could_hold_words(shape: Shape, known: AbstractSet[str]) -> list[str]:
    """The fields of a shape whose annotation names anything but numbers, bytes, days, and shapes that are known."""
    return [
        f"{shape.name}.{field}"
        for field, annotation in shape.fields.items()
        if not _names(annotation) <= MUTE | known and not ast.unparse(annotation).startswith(("ClassVar", "Final"))
    ]


def _names(annotation: ast.expr) -> set[str]:
    """The names that an annotation is made of. The words of a ``Literal`` stand in the source, so they are none."""
    match annotation:
        case ast.Constant(value=None):
            return {"None"}
        case ast.Constant(value=str(text)):
            return _names(ast.parse(text, mode="eval").body)
        case ast.Constant():
            return set()
        case ast.Subscript(value=ast.Name(id="Literal")):
            return {"Literal"}
        case ast.Name(id=name):
            return {name}
        case ast.Attribute(attr=name):
            return {name}
        case _:
            return {
                name
                for child in ast.iter_child_nodes(annotation)
                if isinstance(child, ast.expr)
                for name in _names(child)
            }
