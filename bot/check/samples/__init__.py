"""A small broken flow for every rule: what the rule says of it is what it is for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.check.graph import Graph
from bot.engine.spec import Flow


@dataclass(frozen=True)
class Sample:
    """A flow that breaks a rule; ``path`` are the answers of the shortest conversation that does.

    ``beside`` stands in for the shipped safety conversation, ``entries`` for where danger and pause open it; ``bent``
    changes the walked graph, for what no flow can break; ``category`` is one that shows no contact.
    """

    flow: Flow
    path: tuple[str, ...] | None = ()
    beside: Flow | None = None
    entries: Mapping[str, str] | None = None
    bent: Callable[[Graph], Graph] | None = None
    category: str = ""


Samples = Mapping[str, Sample]
