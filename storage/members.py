"""The allow list: who may use the bot, known only as a keyed digest and a role. No names, no chat numbers.

An invitation is the digest of a secret that travels in a link; redeeming it uses it up in the same transaction
that lets the person in, so a link works once, however many people press it at the same moment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple, Protocol


class Count(NamedTuple):
    """How many people hold a role now, and how many invitations to it are open. Never who."""

    role: int
    members: int
    invites: int


def counted(members: Iterable[int], invites: Iterable[int]) -> list[Count]:
    """A line for each role, from the roles of all who are in and of all open invitations."""
    there, open_ = Counter(members), Counter(invites)
    return [Count(role, there[role], open_[role]) for role in sorted({*there, *open_})]


class Members(Protocol):
    """Times are seconds since 1970; keys have 16 bytes, digests 32; what has expired does not count."""

    async def invite(self, digest: bytes, *, role: int, expires: int) -> bool:
        """Open an invitation. False: there is one with this digest already, and it stays as it was."""
        ...

    async def redeem(self, digest: bytes, *, key: bytes, now: int, expires: int) -> int | None:
        """Use up an invitation and let `key` in until `expires`: its role, or None if it is not open."""
        ...

    async def role(self, key: bytes, now: int) -> int | None:
        """The role of a member, None for a stranger."""
        ...

    async def revoke(self, key: bytes) -> bool:
        """Put one member out. Was there one?"""
        ...

    async def revoke_role(self, role: int) -> int:
        """Put out everybody with this role and withdraw its open invitations; how many people went."""
        ...

    async def counts(self, now: int) -> list[Count]:
        """One line for each role that anybody holds or is invited to, in order."""
        ...

    async def sweep(self, now: int) -> int:
        """Forget members and invitations that have expired; how many."""
        ...
