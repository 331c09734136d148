"""Practice cannot become real, nor be mistaken for it: other code, other file, other token, other words."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import epochs
from bot.cli import practice_bot
from bot.practice_chat.data import Act, Verb, button, pressed
from bot.practice_chat.settings import read_practice
from bot.practice_chat.shelter import CODES, read_code, spelled
from bot.practice_chat.sitting import Place, RecordError, Sitting, decode, encode
from bot.practice_chat.solo import taken
from bot.settings import SettingsError
from storage.errors import StoreError
from storage.practice_sqlite import SqlitePracticeStore
from storage.sqlite import SqliteStore
from tests.practice_chat.school import shipped
from tests.storage.opening import LASTING, opened, ring_of

ROOT = Path(__file__).parents[2]
TOKEN, OTHER = "5550100:practice_bot_of_the_tests", "5550101:the_real_bot_of_the_tests"
NUMBERS = st.integers(0, 2**52)
REAL = (
    *("bot.runtime", "bot.report", "bot.access", "bot.chats", "bot.serving", "bot.app", "bot.flows"),
    *("storage.sqlite", "storage.memory", "storage.members", "storage.postgres"),
)


def test_nothing_real_is_loaded() -> None:
    """A process that has all of the practice bot in it has nothing that holds, counts or opens a real session."""
    code = (
        "import json, pkgutil, importlib, sys, bot.practice_chat\n"
        "for one in pkgutil.iter_modules(bot.practice_chat.__path__):\n"
        "    importlib.import_module(f'bot.practice_chat.{one.name}')\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = json.loads(ran.stdout)
    assert "bot.practice_chat.serving" in loaded
    assert [one for one in loaded if any(one == name or one.startswith(f"{name}.") for name in REAL)] == []


def test_a_real_store_is_refused_and_the_other_way_round(tmp_path: Path) -> None:
    """A file of real sessions is no file of practice, and a file of practice no file of real sessions."""
    real, made_up = tmp_path / "a" / "real.sqlite", tmp_path / "b" / "practice.sqlite"
    for path in (real, made_up):
        path.parent.mkdir()
    opened(real)
    SqlitePracticeStore(made_up, ring_of(made_up), LASTING)
    with pytest.raises(StoreError):
        SqlitePracticeStore(real, ring_of(real), LASTING)
    with pytest.raises(StoreError):
        SqliteStore(made_up, ring_of(made_up), LASTING)


def test_settings_are_its_own() -> None:
    """None of the real bot's names reaches practice, and its own have their own."""
    given_ = {"WAYMARK_PRACTICE_TOKEN": TOKEN, "TELEGRAM_BOT_TOKEN": OTHER, "WAYMARK_STORE": "real.sqlite"}
    settings = read_practice(given_)
    assert settings.token is not None
    assert settings.token.get_secret_value() == TOKEN
    assert settings.store == Path("waymark-practice.sqlite")
    assert read_practice({**given_, "WAYMARK_PRACTICE_STORE": "here.sqlite"}).store == Path("here.sqlite")


@pytest.mark.parametrize("name", ["TELEGRAM_BOT_TOKEN", "WAYMARK_TELEGRAM_TOKEN"])
def test_the_real_bots_token_is_refused(name: str) -> None:
    """One token for both would make practice of real chats."""
    with pytest.raises(SettingsError, match="the token of the real bot"):
        read_practice({"WAYMARK_PRACTICE_TOKEN": TOKEN, name: TOKEN})


def test_the_real_bots_token_is_refused_from_a_file(tmp_path: Path) -> None:
    """The same where the real one lies in its file, or among a service's credentials."""
    for name, file in (("WAYMARK_TELEGRAM_TOKEN_FILE", "token"), ("CREDENTIALS_DIRECTORY", "telegram-token")):
        (tmp_path / file).write_text(f"{TOKEN}\n", encoding="ascii")
        where = tmp_path if file == "telegram-token" else tmp_path / file
        environ = {"WAYMARK_PRACTICE_TOKEN": TOKEN, name: str(where)}
        with pytest.raises(SettingsError, match="the token of the real bot"):
            read_practice(environ)


def test_all_that_is_wrong_is_told_under_its_own_name() -> None:
    """Two wrong settings are two sentences, with the names that the operator has written."""
    wrong = {"WAYMARK_PRACTICE_TOKEN": TOKEN, "WAYMARK_PRACTICE_CHAT_RATE": "fast", "TELEGRAM_API_BASE": "nowhere"}
    with pytest.raises(SettingsError) as told:
        read_practice(wrong)
    assert sorted(one.partition(":")[0] for one in told.value.sentences) == [
        "TELEGRAM_API_BASE",
        "WAYMARK_PRACTICE_CHAT_RATE",
    ]
    with pytest.raises(SettingsError, match="There is no token"):
        read_practice({"TELEGRAM_BOT_TOKEN": OTHER})


@settings(max_examples=25, deadline=None)
@given(
    st.builds(
        Sitting,
        *[NUMBERS] * 5,
        st.sampled_from(Place),
        *[NUMBERS] * 6,
        *[st.lists(NUMBERS, max_size=30).map(tuple)] * 3,
    )
)
def test_a_record_comes_back_as_it_was(sitting: Sitting) -> None:
    """What is written of a chat is read back, and no shorter piece of it is taken for one."""
    record = encode(sitting)
    assert decode(record) == sitting
    for cut in range(0, len(record), 5):
        with pytest.raises(RecordError):
            decode(record[:cut])


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(record: bytes) -> None:
    """Bytes of anybody are a record or an error of ours, and nothing else."""
    try:
        decode(record)
    except RecordError:
        return


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**40), st.sampled_from(Verb), st.integers(0, 2**32 - 1))
def test_a_button_means_what_it_was_made_for(step: int, verb: Verb, number: int) -> None:
    """Data is read back as it was made, and fits a button many times over."""
    data = button(step, verb, number)
    assert len(data.encode()) <= 40
    assert pressed(data) == (step, Act(verb, number))


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=80))
def test_any_data_is_read_or_refused(data: str) -> None:
    """Whatever a client sends is an act of ours or none."""
    found = pressed(data)
    assert found is None or found[1].verb in Verb


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(Verb), st.integers(0, 12)), max_size=25))
def test_any_acts_in_any_order_leave_somewhere(acts: list[tuple[Verb, int]]) -> None:
    """No order of acts, offered or not, leads anywhere that cannot be shown."""
    from bot.practice_chat.faces import face  # noqa: PLC0415 - with the cases, which take a second

    sitting = Sitting(1)
    cases = list(shipped().cases)
    for verb, number in acts:
        meant = cases[number % len(cases)] if verb is Verb.OPEN else number
        sitting = taken(replace(sitting, step=sitting.step + 1), Act(verb, meant), shipped(), number)
    assert face(sitting, shipped()).card(1).text


@settings(max_examples=25, deadline=None)
@given(st.integers(1, CODES - 1))
def test_codes_are_read_as_they_are_spelled(code: int) -> None:
    """In any case, with gaps, and never as a word with a vowel."""
    letters = spelled(code)
    assert read_code(f" {letters[:3].lower()} {letters[3:]}-") == code
    assert not set(letters) & set("AEIOUY")


@pytest.mark.parametrize("text", ["", "ABCDEF", "BBBBB", "BBBBBBB", "BBB1BB", "ББББББ", "/forget", "B" * 5000])
def test_what_is_no_code_is_none(text: str) -> None:
    """Anything else is no code."""
    assert read_code(text) is None


def test_the_keys_of_practice_lie_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Started beside the real bot, in its environment, it makes no key where the real bot keeps its own."""
    real = tmp_path / "real keys"
    real.mkdir(0o700)
    monkeypatch.setenv("WAYMARK_EPOCH_FOLDER", str(real))
    monkeypatch.setattr(epochs, "SHARED_MEMORY", tmp_path)
    store = tmp_path / "made up.sqlite"
    set_so = {"WAYMARK_PRACTICE_TOKEN": TOKEN, "WAYMARK_PRACTICE_STORE": str(store)}
    practice_bot.opened(read_practice(set_so))
    assert list(real.iterdir()) == []
    assert (tmp_path / "made up.sqlite.epochs").is_dir()
