"""What a site chooses moves no card: a flow is walked as the barest site has it, and has to be the same graph.

The barest site names no role, speaks one language and has no list of what may matter for a patient. It has no flow that
asks for a role (``Flow.requires``): such a flow is off there, which takes nothing from the others.
"""

from __future__ import annotations

from dataclasses import replace

from bot.check.depth import Depth
from bot.check.graph import Graph
from bot.check.walk import walk
from bot.engine.record import Codec
from bot.engine.show import Library

BARE = Depth(calls=False, premises=False)


def same_everywhere(library: Library, flow: str, codec: Codec) -> bool:
    """Is this flow at the barest site what it is with everything, or off there?"""
    if library.flows[flow].source.requires:
        return True
    flows = {name: one for name, one in library.flows.items() if not one.source.requires or name == library.safety}
    bare = replace(library, flows=flows, languages=library.languages[:1], matters=())
    return drawn(walk(bare, flow, codec, depth=BARE).graph) == drawn(walk(library, flow, codec, depth=BARE).graph)


def drawn(graph: Graph) -> object:
    """All that a walk met, without what a language would say."""
    nodes = [(one.state, one.tags, one.view.words, one.view.choices, one.view.contacts) for one in graph.nodes]
    return nodes, [[(move.answer, move.target, move.grants, move.records) for move in moves] for moves in graph.answers]
