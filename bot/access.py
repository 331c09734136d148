"""Who may use the bot: nobody, until somebody has pressed a link that was made for one person and one use.

A person is known by a keyed digest and a role, never by a name or a number; an invitation by the digest of its code.
Whether a code is wrong, used or too late cannot be told from outside. A membership ends after ``MEMBER_SECONDS`` and
is renewed with a new link, so that who has left the ward is not let in for ever.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from bot.keys import Keys
from storage.members import Members

CODE_BYTES: Final = 16
MEMBER_SECONDS: Final = 90 * 24 * 3600
LONGEST_INVITATION: Final = 30 * 24 * 3600
SHORTEST_INVITATION: Final = 60

_CODE: Final = re.compile(r"[A-Za-z0-9_-]{22}")
_SPAN: Final = re.compile(r"([1-9][0-9]{0,4})([smhd])")
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


class Role(IntEnum):
    """What somebody is let in as. The numbers are stored, so they stay as they are."""

    CLINICIAN = 1
    TRAINER = 2
    ADMIN = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """How many people hold a role, and how many invitations to it are open. Never who."""

    role: Role
    members: int
    invitations: int


class Access:
    """The allow list. ``StoreError`` passes through."""

    def __init__(self, members: Members, keys: Keys, clock: Callable[[], int]) -> None:
        self._members = members
        self._keys = keys
        self._clock = clock

    async def invite(self, role: Role, seconds: int) -> str:
        """A new code, which is shown once and kept nowhere: the last part of a link, or what follows ``/start``."""
        code = secrets.token_urlsafe(CODE_BYTES)
        await self._members.invite(self._keys.invitation(code), role=int(role), expires=self._clock() + seconds)
        return code

    async def redeem(self, person: int, code: str) -> bool:
        """Use a code up and let this person in. False, whatever the reason, when it opens nothing."""
        if not _CODE.fullmatch(code):
            return False
        now = self._clock()
        role = await self._members.redeem(
            self._keys.invitation(code), key=self._keys.person(person), now=now, expires=now + MEMBER_SECONDS
        )
        return role is not None

    async def admits(self, person: int) -> bool:
        """Is this person on the list now? Asked at each update."""
        return await self._members.role(self._keys.person(person), self._clock()) is not None

    async def revoke(self, person: int) -> bool:
        """Put one person out. Was there one?"""
        return await self._members.revoke(self._keys.person(person))

    async def revoke_role(self, role: Role) -> int:
        """Put out everybody who came in with a role, and withdraw its open invitations; how many people went."""
        return await self._members.revoke_role(int(role))

    async def standings(self) -> list[Standing]:
        """One line for each role."""
        counts = {count.role: count for count in await self._members.counts(self._clock())}
        found = ((role, counts.get(int(role))) for role in Role)
        return [Standing(role, *(count.members, count.invites) if count else (0, 0)) for role, count in found]


def span(text: str) -> int | None:
    """Seconds of a text like 30m, 24h or 7d, between a minute and thirty days; None when it is no such text."""
    found = _SPAN.fullmatch(text.strip().lower())
    seconds = int(found[1]) * _SECONDS[found[2]] if found else 0
    return seconds if SHORTEST_INVITATION <= seconds <= LONGEST_INVITATION else None
