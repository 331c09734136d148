"""Thirty trainees from the first to come to the empty store: three vanish, two come late, one joins twice, restarts."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.practice.class_standing import LEAST, Pace
from bot.practice.class_talk import EVERYONE, TRAINER, Closed, Seated, ShowEnding, ShowReport, ShowSpread, Taken
from storage.practice import ROOM
from tests.practice_class.cases import NOW, case
from tests.practice_class.simulated import CODE, LATE, SEATS, TRAINER_CHAT, TWICE, VANISHING, ClassRun
from tests.storage.practice_opening import opened


@pytest.fixture
def path() -> Iterator[Path]:
    """Where the store is, in memory: this is about classes, not about a disk."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as above:
        folder = Path(above) / "store"
        folder.mkdir()
        yield folder / "practice.sqlite"


@pytest.fixture(params=Pace, ids=["own pace", "led"])
async def run(request: pytest.FixtureRequest, path: Path) -> ClassRun:
    """A class that is over, with a restart after every seventh step."""
    run = ClassRun(path, case("kitchen_hand"), request.param, restarts=7)
    await run.hold()
    await run.store.close()
    return run


async def test_a_class_of_thirty_from_end_to_end(run: ClassRun) -> None:
    """Everybody is seated once, told what is theirs, and counted; and when it is over nothing is left behind."""
    assert run.restarted > 15
    check_told(run)
    check_counted(run)
    store = opened(run.path)
    assert await store.load(ROOM, CODE) is None
    assert await store.due(ROOM, NOW + 10**6, 9) == []
    await store.close()
    with closing(sqlite3.connect(run.path)) as stranger:
        assert stranger.execute("SELECT count(*) FROM practice").fetchone() == (0,)


def check_told(run: ClassRun) -> None:
    """What each of them heard, in the order in which it came."""
    seats = {}
    for chat in range(SEATS):
        heard = run.told[chat]
        seated = [one for one in heard if isinstance(one, Seated)]
        assert [one.again for one in seated] == ([False, True] if chat == TWICE else [False])
        assert [one.late for one in seated] == [chat in LATE] * len(seated)
        seats[chat] = seated[0].to
        assert {one.to for one in heard} <= {seats[chat], EVERYONE}
        assert (Closed(EVERYONE, "ended") in heard) == (chat != VANISHING[-1])
        if run.pace is Pace.OWN:
            assert (ShowEnding(seats[chat]) in heard) == (chat not in VANISHING)
        else:
            assert (
                sum(isinstance(one, Taken) for one in heard)
                == len(run.report.turns if run.report else ()) - (1 if chat in LATE else 0)
                or chat in VANISHING
            )
    assert sorted(seats.values()) == list(range(1, SEATS + 1))
    heard = run.told[TRAINER_CHAT]
    assert {one.to for one in heard} == {TRAINER}
    assert heard.count(ShowReport()) == 1
    assert all(sum(one.counts or ()) >= LEAST for one in heard if isinstance(one, ShowSpread))


def check_counted(run: ClassRun) -> None:
    """Votes add up to those who were there."""
    told = run.report
    assert told is not None
    assert (told.seats, told.chose) == (SEATS, SEATS)
    first, *others = [one.chose for one in told.turns]
    if run.pace is Pace.LED:
        assert first == SEATS - len(LATE)
        assert others == [SEATS, *[SEATS - len(VANISHING)] * (len(others) - 1)]
    else:
        assert first == SEATS
        assert sum(count for _, count in told.endings or ()) == SEATS - len(VANISHING)
