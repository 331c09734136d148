"""From an HTTP request to an answer of the Bot API.

The rule: every request goes the same way. Read, check against the schema, meet the faults that stand
on this side of the effect, act, meet those on the other side, answer. Nothing escapes the record.
"""

import asyncio
import json
import traceback
from dataclasses import dataclass
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from tests.telegram.standin import control, methods, rules, schema
from tests.telegram.standin.chat import Json, Refusal
from tests.telegram.standin.decoding import UnreadableError, Upload, decode
from tests.telegram.standin.faults import Fault, Side
from tests.telegram.standin.schema import Problem, Violation
from tests.telegram.standin.table import table
from tests.telegram.standin.wire import Answer, Request

if TYPE_CHECKING:
    from tests.telegram.standin.world import World

GATEWAY_BODY = b"<html><head><title>Bad Gateway</title></head><body>nginx</body></html>"


@dataclass(frozen=True, slots=True)
class Call:
    """One request of the bot and what became of it; status 0: the connection was broken."""

    method: str
    params: Json
    status: int
    description: str
    at: float


class _LostError(Exception):
    """The connection breaks here."""


class _GatewayError(Exception):
    """A machine in between answers in Telegram's place."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


def said(status: int, payload: Json, headers: dict[str, str] | None = None) -> Answer:
    """A JSON answer."""
    return Answer(status, json.dumps(payload).encode(), headers or {})


def refused(refusal: Refusal) -> Answer:
    """Telegram's form of no."""
    status, seconds = refusal.status, refusal.retry_after
    body: Json = {"ok": False, "error_code": status, "description": refusal.description}
    if seconds is None:
        return said(status, body)
    body["parameters"] = {"retry_after": seconds}
    return said(status, body, {"Retry-After": str(seconds)})


class Server:
    """Routes `/bot<token>/<method>` and `/control/<verb>`."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._table = table()

    async def answer(self, request: Request) -> Answer | None:
        """Answer one request; None breaks the connection."""
        try:
            if request.path.startswith("/control/"):
                return await control.answer(self._world, request)
            return await self._bot_call(request)
        except Exception:  # noqa: BLE001 - a broken stand-in has to show in the test, not in the bot
            self._note("", Problem("broken", "stand-in", traceback.format_exc()))
            return refused(Refusal(500, "Internal Server Error"))

    def _note(self, method: str, problem: Problem) -> None:
        found = Violation(method, problem.code, problem.where, problem.sentence)
        self._world.violations.append(found)

    async def _bot_call(self, request: Request) -> Answer | None:
        world = self._world
        token, _, method = request.path.removeprefix("/bot").rpartition("/")
        if token != world.token:
            return refused(Refusal(401, "Unauthorized"))
        if method not in self._table.methods:
            self._note(method, Problem("method", method, "is not in the table of methods"))
            return refused(Refusal(404, "Not Found: method not found"))
        counted = method != "getUpdates"
        world.in_flight += counted
        params: Json = {}
        try:
            params, problems = self._read(method, request)
            answer = await self._go(method, params, problems, request)
        except Refusal as refusal:
            answer = refused(refusal)
        except _GatewayError as error:
            answer = Answer(error.status, GATEWAY_BODY, content_type="text/html")
        except _LostError:
            answer = None
        finally:
            world.in_flight -= counted
        self._record(method, params, answer)
        if world.latency:
            await asyncio.sleep(world.latency)
        return answer

    def _read(self, method: str, request: Request) -> tuple[Json, list[Problem]]:
        """The typed parameters; every problem is on the record before anything else happens."""
        try:
            given, form = decode(request)
        except UnreadableError as error:
            problem = Problem("unreadable", "body", str(error), f"Bad Request: {error}")
            self._note(method, problem)
            return {}, [problem]
        params, problems = schema.check(self._table, method, given, form)
        if not any(problem.code == "type" for problem in problems):
            problems += rules.broken(params)
        for problem in problems:
            self._note(method, problem)
        return params, problems

    async def _go(self, method: str, params: Json, problems: list[Problem], request: Request) -> Answer:
        world = self._world
        struck = world.faults.striking(method)
        await self._meet(struck, "before")
        if world.logged_out:
            raise Refusal(400, "Logged out")
        if refusal := next((problem.refusal for problem in problems if problem.refusal), None):
            raise Refusal(400, refusal)
        result = await self._act(method, params, request)
        await self._meet(struck, "after")
        return said(200, {"ok": True, "result": result})

    async def _act(self, method: str, params: Json, request: Request) -> Any:
        if method == "getUpdates":
            return await methods.get_updates(self._world, params, request)
        done = methods.METHODS[method](self._world, params)
        return await done if isawaitable(done) else done

    async def _meet(self, struck: list[Fault], when: Side) -> None:
        for fault in struck:
            if fault.when == when:
                await self._strike(fault)

    @staticmethod
    async def _strike(fault: Fault) -> None:
        match fault.sort:
            case "flood":
                seconds = int(fault.seconds)
                raise Refusal(429, f"Too Many Requests: retry after {seconds}", seconds)
            case "gateway":
                raise _GatewayError(fault.status)
            case "reset":
                raise _LostError
            case "slow":
                await asyncio.sleep(fault.seconds)
            case "stop":
                await fault.gate.passing()
                if fault.gate.dropped:
                    raise _LostError

    def _record(self, method: str, params: Json, answer: Answer | None) -> None:
        world = self._world
        status, description = 0, "connection broken"
        if answer is not None:
            status, description = answer.status, ""
            if status >= 400 and answer.content_type == "application/json":
                description = json.loads(answer.body)["description"]
        kept = {name: str(v) if isinstance(v, Upload) else v for name, v in params.items()}
        world.record(Call(method, kept, status, description, world.clock.now()))
        if method != "getUpdates":  # a bot that polls without end is quiet all the same
            world.pulse.beat()
