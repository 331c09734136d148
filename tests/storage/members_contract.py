"""What every allow list promises, as one class; it uses the same fixture `store` as the contract of the store."""

from __future__ import annotations

import asyncio

import pytest

from storage.base import Store
from storage.members import Count
from tests.storage.samples import LATER, NOW, digest, key

CLINICIAN, TRAINER, ADMIN = 0, 1, 2


class MembersContract:
    """Invitations and members."""

    async def test_a_link_lets_one_person_in_once(self, store: Store) -> None:
        """The first to press it gets the role, the second gets nothing."""
        assert await store.members.invite(digest(1), role=CLINICIAN, expires=LATER)
        first = await store.members.redeem(digest(1), key=key(1), now=NOW, expires=LATER)
        second = await store.members.redeem(digest(1), key=key(2), now=NOW, expires=LATER)
        assert (first, second) == (CLINICIAN, None)
        assert await store.members.role(key(1), NOW) == CLINICIAN
        assert await store.members.role(key(2), NOW) is None

    async def test_of_many_who_press_at_once_one_comes_in(self, store: Store) -> None:
        """Twenty people share a link and press it together: one is let in."""
        await store.members.invite(digest(1), role=ADMIN, expires=LATER)
        roles = await asyncio.gather(
            *(store.members.redeem(digest(1), key=key(number), now=NOW, expires=LATER) for number in range(20))
        )
        assert sorted(roles, key=str) == [ADMIN] + [None] * 19
        assert await store.members.counts(NOW) == [Count(ADMIN, 1, 0)]

    async def test_an_unknown_or_expired_link_opens_nothing(self, store: Store) -> None:
        """A guess, and a link in the very second it expires, leave a stranger a stranger."""
        await store.members.invite(digest(1), role=CLINICIAN, expires=NOW)
        for guess in (digest(1), digest(2)):
            assert await store.members.redeem(guess, key=key(1), now=NOW, expires=LATER) is None
        assert await store.members.role(key(1), NOW) is None

    async def test_the_same_link_cannot_be_made_twice(self, store: Store) -> None:
        """A second invitation with the same digest is refused and does not change the first."""
        assert await store.members.invite(digest(1), role=CLINICIAN, expires=LATER)
        assert not await store.members.invite(digest(1), role=ADMIN, expires=LATER)
        assert await store.members.redeem(digest(1), key=key(1), now=NOW, expires=LATER) == CLINICIAN

    async def test_a_new_link_changes_the_role(self, store: Store) -> None:
        """A member who redeems another invitation has the new role and the new end."""
        await store.members.invite(digest(1), role=CLINICIAN, expires=LATER)
        await store.members.invite(digest(2), role=TRAINER, expires=LATER)
        await store.members.redeem(digest(1), key=key(1), now=NOW, expires=NOW + 1)
        await store.members.redeem(digest(2), key=key(1), now=NOW, expires=LATER)
        assert await store.members.role(key(1), NOW + 1) == TRAINER
        assert await store.members.counts(NOW) == [Count(TRAINER, 1, 0)]

    async def test_membership_ends_by_itself(self, store: Store) -> None:
        """In the second it expires a membership counts no more; the sweep forgets it."""
        await store.members.invite(digest(1), role=CLINICIAN, expires=NOW)
        await store.members.invite(digest(2), role=CLINICIAN, expires=LATER)
        await store.members.redeem(digest(2), key=key(1), now=NOW, expires=NOW + 5)
        await store.members.invite(digest(3), role=CLINICIAN, expires=LATER)
        assert await store.members.role(key(1), NOW + 4) == CLINICIAN
        assert await store.members.role(key(1), NOW + 5) is None
        assert await store.members.counts(NOW + 5) == [Count(CLINICIAN, 0, 1)]
        assert await store.members.sweep(NOW + 5) == 2
        assert await store.members.sweep(NOW + 5) == 0

    async def test_one_is_put_out(self, store: Store) -> None:
        """Revoking a member makes a stranger of them, and of nobody else."""
        for number in (1, 2):
            await store.members.invite(digest(number), role=CLINICIAN, expires=LATER)
            await store.members.redeem(digest(number), key=key(number), now=NOW, expires=LATER)
        assert await store.members.revoke(key(1))
        assert not await store.members.revoke(key(1))
        assert await store.members.role(key(1), NOW) is None
        assert await store.members.role(key(2), NOW) == CLINICIAN

    async def test_a_role_is_put_out_with_its_open_links(self, store: Store) -> None:
        """Revoking a role leaves no way back through an invitation that is still open."""
        for number, role in enumerate((TRAINER, TRAINER, ADMIN)):
            await store.members.invite(digest(number), role=role, expires=LATER)
            await store.members.redeem(digest(number), key=key(number), now=NOW, expires=LATER)
        await store.members.invite(digest(8), role=TRAINER, expires=LATER)
        await store.members.invite(digest(9), role=ADMIN, expires=LATER)
        assert await store.members.counts(NOW) == [Count(TRAINER, 2, 1), Count(ADMIN, 1, 1)]
        assert await store.members.revoke_role(TRAINER) == 2
        assert await store.members.counts(NOW) == [Count(ADMIN, 1, 1)]
        assert await store.members.redeem(digest(8), key=key(8), now=NOW, expires=LATER) is None

    async def test_words_are_refused(self, store: Store) -> None:
        """No name and no chat number gets in: keys and digests are bytes of one length, roles are small."""
        with pytest.raises(TypeError):
            await store.members.invite("a secret", role=CLINICIAN, expires=LATER)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="length"):
            await store.members.invite(b"short", role=CLINICIAN, expires=LATER)
        with pytest.raises(ValueError, match="range"):
            await store.members.invite(digest(1), role=2**16, expires=LATER)
        with pytest.raises(TypeError):
            await store.members.role("dr-somebody-1234", NOW)  # type: ignore[arg-type]
        assert await store.members.counts(NOW) == []
