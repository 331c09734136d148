"""Who is let in: nobody without a link, once with it, and nobody learns anything at the door."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bot.access import MEMBER_SECONDS, Access, Role, Standing, span
from bot.engine import events as ev
from bot.keys import Keys, SecretError, open_keys
from storage.memory import MemoryStore
from tests.telegram.ward import Ward

STRANGER = "This is for one team, by invitation. Nothing you send here is kept."
NOW = 1_800_000_000


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """It is a certain second."""
    return Clock()


@pytest.fixture
def access(clock: Clock) -> Access:
    """An empty list."""
    return Access(MemoryStore().members, Keys(bytes(range(32))), clock)


async def test_a_link_works_once(access: Access) -> None:
    """The first who comes with a code is in, the second is not, and neither is the code found in what is kept."""
    code = await access.invite(Role.TRAINER, 3600)
    assert not await access.admits(1)
    assert await access.redeem(1, code)
    assert not await access.redeem(2, code)
    assert await access.admits(1)
    assert not await access.admits(2)


async def test_a_link_and_a_membership_end(access: Access, clock: Clock) -> None:
    """A link past its time opens nothing, and after ninety days a new one is needed."""
    late, code = await access.invite(Role.CLINICIAN, 60), await access.invite(Role.CLINICIAN, 3600)
    clock.now += 61
    assert not await access.redeem(1, late)
    assert await access.redeem(1, code)
    clock.now += MEMBER_SECONDS
    assert not await access.admits(1)


@pytest.mark.parametrize("code", ["", "x", "a" * 21, "a" * 22, "a" * 64, "ä" * 22, "../../../../../../etc/"])
async def test_other_codes_open_nothing(access: Access, code: str) -> None:
    """A guess, a wrong shape and a strange sign are met alike."""
    await access.invite(Role.CLINICIAN, 3600)
    assert not await access.redeem(1, code)


async def test_people_are_put_out(access: Access) -> None:
    """One by one, or everybody with a role together with their open links."""
    for person in (1, 2):
        await access.redeem(person, await access.invite(Role.CLINICIAN, 3600))
    open_link = await access.invite(Role.CLINICIAN, 3600)
    await access.redeem(3, await access.invite(Role.ADMIN, 3600))
    assert await access.standings() == [
        Standing(Role.CLINICIAN, 2, 1),
        Standing(Role.TRAINER, 0, 0),
        Standing(Role.ADMIN, 1, 0),
    ]
    assert await access.revoke(1)
    assert not await access.revoke(1)
    assert await access.revoke_role(Role.CLINICIAN) == 1
    assert not await access.redeem(4, open_link)
    assert [await access.admits(person) for person in (1, 2, 3, 4)] == [False, False, True, False]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("60s", 60), ("30m", 1800), ("24h", 86_400), ("7D", 604_800), ("30d", 2_592_000)]
    + [(odd, None) for odd in ("", "24", "h", "0h", "-1h", "31d", "10s", "1.5h", "1w", "٣h", "99999h")],
)
def test_spans_of_time(text: str, seconds: int | None) -> None:
    """From a minute to thirty days, and nothing that could be read in two ways."""
    assert span(text) == seconds


def test_the_secret_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    """A second start finds the same secret; nobody else can read it; a damaged one is refused, not replaced."""
    path = tmp_path / "waymark.sqlite.key"
    one = open_keys(path)
    path.chmod(0o644)
    assert open_keys(path).chat(5) == one.chat(5)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    path.write_bytes(b"short")
    with pytest.raises(SecretError):
        open_keys(path)
    with pytest.raises(SecretError):
        open_keys(tmp_path / "no" / "folder")


def test_keys_differ_by_what_they_are_for() -> None:
    """A chat's key says nothing of a person's, another secret gives others, and a mask is undone by itself alone."""
    keys, others = Keys(bytes(32)), Keys(bytes([1] * 32))
    assert len({keys.chat(5), keys.person(5), others.chat(5), keys.chat(6)}) == 4
    assert keys.address("path") != keys.address("secret")
    for number in (5, 700_000_001, 2**52 - 1, -400_001):
        hidden = keys.masked(keys.chat(number), number)
        assert hidden != number
        assert -(2**63) < hidden < 2**63
        assert keys.masked(keys.chat(number), hidden) == number
        assert keys.masked(keys.chat(6), hidden) != number
    assert "x00" not in repr(keys)


async def test_a_stranger_gets_one_line_a_day(ward: Ward) -> None:
    """Whatever a stranger sends, one neutral line comes, once a day, and it is deleted like everything else."""
    stranger = ward.world.person(700_000_099)
    for step in (stranger.start(), stranger.start("a" * 22), stranger.types("/privacy")):
        await step
        await ward.settled()
    assert [message.text for message in stranger.sees() if not message.mine] == [STRANGER]
    assert not any(message.keys for message in stranger.sees())
    await ward.later(hours=2)
    await stranger.types("hello")
    await ward.settled()
    assert not [message for message in stranger.sees() if not message.mine]
    await ward.later(hours=23)
    await stranger.types("hello")
    await ward.settled()
    assert [message.text for message in stranger.sees() if not message.mine] == [STRANGER]


async def test_wrong_used_and_late_codes_are_met_alike(ward: Ward) -> None:
    """Three strangers with three kinds of bad codes see the very same thing, and cause the same calls."""
    used = await ward.link()
    await ward.world.person(700_000_001).opens(used)
    late = await ward.link(seconds=60)
    await ward.settled()
    ward.world.clock.advance(seconds=61)
    seen, calls = [], []
    for number, link in enumerate((used, late, late[:-3] + "xyz")):
        before = len(ward.world.calls)
        stranger = ward.world.person(700_000_050 + number)
        await stranger.opens(link)
        await ward.settled()
        seen.append([(message.text, message.labels, message.silent) for message in stranger.sees()])
        calls.append(sorted(call.method for call in list(ward.world.calls)[before:] if call.method != "getUpdates"))
    assert seen == [[(STRANGER, [], True)]] * 3
    assert calls == [["deleteMessage", "sendMessage"]] * 3


async def test_a_crowd_of_strangers_costs_little(ward: Ward) -> None:
    """Two hundred strangers at once: no more lines than the limit lets through, and members are served."""
    nurse = await ward.member()
    before, begun = len(ward.world.called("sendMessage")), time.monotonic()
    for number in range(200):
        stranger = ward.world.person(710_000_000 + number)
        await stranger.start()
    await nurse.presses("All three are settled")
    await ward.settled()
    assert len(ward.world.called("sendMessage")) - before <= 50 + 5 * (time.monotonic() - begun)
    assert "Age and duty" in nurse.card().text


async def test_strangers_press_in_vain(ward: Ward) -> None:
    """A button pressed by somebody who is not on the list is answered with nothing, and shows nothing."""
    nurse, stranger = await ward.member(), ward.world.person(700_000_099)
    await stranger.start()
    await ward.settled()
    data = nurse.card().keys[0][0].data or ""
    await stranger.presses_old(stranger.sees()[0].message_id, data)
    await ward.settled()
    assert stranger.answers() == [{}]
    assert [message.text for message in stranger.sees() if not message.mine] == [STRANGER]


async def test_who_is_put_out_is_out_at_once(ward: Ward) -> None:
    """An open card of somebody who was put out goes at the next tap, and what they type is deleted."""
    nurse = await ward.member()
    await nurse.presses("All three are settled")
    await ward.settled()
    await ward.running.access.revoke(nurse.id)
    await nurse.presses("18 or over")
    await ward.settled()
    assert nurse.sees() == []
    await nurse.types("Ana Perez")
    await ward.settled()
    assert [message.text for message in nurse.sees()] == [STRANGER]
    chats = ward.running.service.worker._chats
    assert await chats.last_touched(nurse.id) is None


async def test_a_card_of_somebody_put_out_goes_by_itself(ward: Ward) -> None:
    """Also when they never tap again."""
    nurse = await ward.member()
    await ward.running.access.revoke(nurse.id)
    await ward.later(seconds=121)
    assert nurse.sees() == []


async def test_a_member_with_a_new_link_is_renewed(ward: Ward) -> None:
    """Coming in again by a link keeps what is open, and counts from today."""
    nurse = await ward.member()
    await nurse.presses("All three are settled")
    await ward.settled()
    await nurse.opens(await ward.link(Role.TRAINER))
    await ward.settled()
    assert "Age and duty" in nurse.card().text
    assert [one.members for one in await ward.running.access.standings()] == [0, 1, 0]


def everything_in(folder: Path) -> bytes:
    """All files of a folder, one after the other."""
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def test_the_store_holds_no_number_of_telegrams(ward: Ward, tmp_path: Path) -> None:
    """Neither the file of sessions nor its secret holds a chat's number, in any of the forms a reader would try."""
    nurse = await ward.member(700_123_457)
    await nurse.presses("All three are settled")
    await ward.settled()
    held = everything_in(tmp_path)
    number = nurse.id
    forms = [str(number).encode(), *(number.to_bytes(8, order) for order in ("big", "little"))]
    forms += [number.to_bytes(4, order) for order in ("big", "little")]
    assert not [form for form in forms if form in held]
    chats = ward.running.service.worker._chats
    assert (await chats.handle(nurse.id, ev.Look())).view.state == "footing.age"
