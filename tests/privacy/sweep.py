"""The canary sweep over Telegram: in every situation of every flow, in every language, by every way in.

The rule: the real client and the real adapter, against Telegram on the loopback, polled or delivered to. Situations
are put into the store as the program itself stores them. Whatever goes out is held against what can be said at all;
whatever is left is searched for canaries.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import count, cycle, islice
from pathlib import Path
from typing import Final, Self

from bot.access import Role
from bot.app import codec_for
from bot.engine.session import Mode as SessionMode
from bot.engine.session import Session
from tests.privacy.canaries import Language, Planter
from tests.privacy.leftovers import REQUESTS, Leftovers
from tests.privacy.sayable import sayable
from tests.privacy.states import sessions, spoken
from tests.privacy.ways import EVERY_KIND, WAYS, Hand, Way
from tests.telegram.standin import World
from tests.telegram.standin.server import Call, Server
from tests.telegram.standin.wire import Answer, Listener, Request
from tests.telegram.ward import Mode, Ward, shipped

CROWD: Final = 24
"""People who do something at once, unless a sweep has fewer."""

LANGUAGES: Final[tuple[Language, ...]] = ("en", "es")

Turn = tuple[Session, Language, Way]


def recorded(world: World, leftovers: Leftovers) -> None:
    """Search every byte of every request to this world, its head included, before it is answered."""
    server = Server(world)

    async def answer(request: Request) -> Answer | None:
        head = "\n".join((request.path, request.query, *(f"{name}: {one}" for name, one in request.headers.items())))
        leftovers.search(REQUESTS, head.encode() + request.body)
        return await server.answer(request)

    world._listener = Listener(answer)


def turns(each: int, ways: Sequence[Way] = WAYS) -> Iterator[Turn]:
    """Every situation in every language, each met in ``each`` ways, which take turns."""
    hands = cycle(ways)
    for session in sessions():
        for language in LANGUAGES:
            yield from ((session, language, way) for way in islice(hands, each))


def few(ways: Sequence[Way] = WAYS, places: int | None = None) -> Iterator[Turn]:
    """Every card of every flow once, languages and ways in turn, and some of all other situations."""
    hands, tongues = cycle(ways), cycle(LANGUAGES)
    others = count()
    met = (one for one in sessions() if one.mode is SessionMode.RUNNING or not next(others) % 12)
    yield from ((session, next(tongues), next(hands)) for session in islice(met, places))


class Sweep:
    """One bot, its people, and what they plant."""

    ward: Ward

    def __init__(self, world: World, folder: Path, mode: Mode, crowd: int = CROWD) -> None:
        self.world = world
        self.folder = folder
        self._mode: Mode = mode
        self.planter = Planter()
        self.leftovers = Leftovers(world.token)
        self.wrong: list[str] = []
        self.met: set[tuple[str, str, str, str]] = set()
        self._crowd = crowd
        self._hands: list[Hand] = []
        self._revision = 1000
        recorded(world, self.leftovers)

    async def __aenter__(self) -> Self:
        await self.world.open()
        self.ward = Ward(self.world, self.folder, self._mode)
        await self.ward.__aenter__()
        self.world.watchers.append(self._look)
        self._hands = [await self._hand(number) for number in range(self._crowd)]
        await self.world.settled()
        self.world.updates.allowed = EVERY_KIND
        return self

    async def __aexit__(self, *failed: object) -> None:
        await self.ward.close()
        await self.world.close()

    async def _hand(self, number: int) -> Hand:
        """Somebody on the list, whose every name is a canary."""
        person = self.world.person(
            700_000_001 + number,
            language_code=LANGUAGES[number % 2] if number % 3 else self.planter.word("language code"),
            first_name=self.planter.canary("first name"),
            username=self.planter.word("user name"),
        )
        access = self.ward.running.access
        assert await access.redeem(person.id, await access.invite(Role.CLINICIAN, 3600))
        await person.start()
        return Hand(self.world, person, self.planter)

    def _look(self, call: Call) -> None:
        wrong = sayable().wrong_in(call.method, call.params)
        if wrong:
            self.wrong.append(wrong)

    async def run(self, planned: Iterator[Turn], after: Callable[[], None] = lambda: None) -> None:
        """Do all this, as many at once as there are people; ``after`` each round."""
        while these := list(islice(planned, self._crowd)):
            for hand, (session, language, way) in zip(self._hands, these, strict=False):
                hand.language = language
                await self._stand(hand, session)
                await way(hand)
                self.met.add((session.flow, session.at, session.mode.value, language))
            await self.world.settled(quiet=0.02, within=60)
            self.leftovers.search_folder(self.folder)
            after()

    async def _stand(self, hand: Hand, session: Session) -> None:
        """Let this person stand here, as if they had come here by themselves."""
        running, self._revision = self.ward.running, self._revision + 1
        key = running.keys.chat(hand.person.id)
        there = await running.store.load(key)
        hand.at = self._revision
        record = codec_for(shipped(), self.ward.settings.store).encode(spoken(session, hand.language, self._revision))
        done = await running.store.commit(
            key,
            expected=there.revision if there else None,
            revision=self._revision,
            record=record,
            expires=self.ward.clock() + 3600,
        )
        assert done

    def finish(self, written: str) -> None:
        """Search what is left in the end."""
        self.leftovers.search("log", written.encode())
        self.leftovers.search("figures", self.ward.running.meter.text())
        self.leftovers.search_folder(self.folder)
        for chat in self.world.chats._chats.values():
            ours = [message for message in chat.messages.values() if message.from_bot]
            shown = [(message.content.text, message.rows) for message in ours]
            self.leftovers.search("chats", json.dumps(shown).encode())


def table(planter: Planter, leftovers: Leftovers) -> str:
    """Canaries by way and kind, and what was found where."""
    ways: dict[str, int] = {}
    for (way, _), number in planter.planted.items():
        ways[way] = ways.get(way, 0) + number
    lines = [f"{'way in':<18}{'canaries':>10}"]
    lines += [f"{way:<18}{number:>10,}" for way, number in sorted(ways.items())]
    lines += [f"{'together':<18}{planter.total:>10,}", "", f"{'artefact':<24}{'bytes searched':>16}{'hits':>8}"]
    for what, size in sorted(leftovers.searched.items()):
        lines.append(f"{what:<24}{size:>16,}{leftovers.hits.get(what, Counter()).total():>8,}")
    return "\n".join(lines)
