"""The same world for another process: POST /control/<verb> with a JSON object.

The rule: a verb does what the method of the same name does, gives {"ok": true, "result": ...}, and
explains its own failure ({"ok": false, "error": ...}, status 400). People are named by "person".

    start payload | types text | presses key | presses_old message_id data | forge data | blocks
    sees | lock_screen | settled | advance seconds hours | latency seconds | violations | calls method
    fault sort method ... | hold kind | release kind | repeat kind | webhook | stats
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tests.telegram.standin.chat import Json
from tests.telegram.standin.person import Person
from tests.telegram.standin.wire import Answer, Request

if TYPE_CHECKING:
    from tests.telegram.standin.world import World

DOING = ("start", "types", "presses", "presses_old", "forge", "blocks", "opens", "closes_account")
FAULTS = ("flood", "gateway", "reset", "slow")


def _person(world: "World", given: Json) -> Person:
    language = given.pop("language_code", "en")
    return world.person(given.pop("person", 700_000_001), language_code=language)


async def _does(world: "World", verb: str, given: Json) -> Any:
    person = _person(world, given)
    return await getattr(person, verb)(**given)


async def _sees(world: "World", given: Json) -> Any:
    return [asdict(seen) for seen in _person(world, given).sees()]


async def _lock_screen(world: "World", given: Json) -> Any:
    return [asdict(each) for each in _person(world, given).lock_screen(**given)]


async def _settled(world: "World", given: Json) -> Any:
    await world.settled(**given)


async def _advance(world: "World", given: Json) -> Any:
    world.clock.advance(**given)
    return world.clock.now()


async def _latency(world: "World", given: Json) -> Any:
    world.latency = float(given["seconds"])


async def _violations(world: "World", given: Json) -> Any:
    return [asdict(each) for each in world.violations]


async def _calls(world: "World", given: Json) -> Any:
    return [asdict(call) for call in world.called(given["method"])]


async def _fault(world: "World", given: Json) -> Any:
    sort = given.pop("sort")
    if sort not in FAULTS:
        raise ValueError(f"a fault from outside is one of {', '.join(FAULTS)}")
    getattr(world.faults, sort)(given.pop("method"), **given)


async def _queue(world: "World", verb: str, given: Json) -> Any:
    return getattr(world.updates, verb)(**given)


async def _webhook(world: "World", given: Json) -> Any:
    return [asdict(each) for each in world.webhook.deliveries]


async def _stats(world: "World", given: Json) -> Any:
    return {
        "pending": len(world.updates.pending),
        "confirmed": world.updates.confirmed,
        "expired": world.updates.expired,
        "calls": len(world.calls),
        "polls": world.poller.polls,
        "busy": world.busy(),
    }


VERBS: dict[str, Callable[["World", Json], Awaitable[Any]]] = {
    "sees": _sees,
    "lock_screen": _lock_screen,
    "settled": _settled,
    "advance": _advance,
    "latency": _latency,
    "violations": _violations,
    "calls": _calls,
    "fault": _fault,
    "webhook": _webhook,
    "stats": _stats,
}


async def _run(world: "World", verb: str, given: Json) -> Any:
    if verb in DOING:
        return await _does(world, verb, given)
    if verb in {"hold", "release", "repeat"}:
        return await _queue(world, verb, given)
    if verb in VERBS:
        return await VERBS[verb](world, given)
    raise ValueError(f"no verb {verb!r}; there are {', '.join((*DOING, *VERBS))}")


async def answer(world: "World", request: Request) -> Answer:
    """Do what another process asks."""
    verb = request.path.removeprefix("/control/")
    try:
        result = await _run(world, verb, json.loads(request.body or b"{}"))
    except (AssertionError, KeyError, TypeError, ValueError) as error:
        return Answer(400, json.dumps({"ok": False, "error": str(error)}).encode())
    return Answer(200, json.dumps({"ok": True, "result": result}).encode())
