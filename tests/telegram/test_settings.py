"""What an operator sets: read from the environment, everything wrong at once, no secret ever shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, read_settings

TOKEN = "5550100:INVENTED_for_tests_only-there_is_no_such_bot"


def token_file(folder: Path, mode: int = 0o600, name: str = "token") -> Path:
    """A file with the token in it."""
    path = folder / name
    path.write_text(f"{TOKEN}\n", encoding="ascii")
    path.chmod(mode)
    return path


def test_nothing_set_means_the_defaults() -> None:
    """Without a word the store lies here, polling is quiet, and there is no token."""
    settings = read_settings({})
    assert (settings.store, settings.secret_file) == (Path("waymark.sqlite"), Path("waymark.sqlite.key"))
    assert (settings.token, settings.ops_port, settings.webhook_url) == (None, None, None)
    assert settings.api_base == "https://api.telegram.org"


def test_the_token_comes_from_a_file_first(tmp_path: Path) -> None:
    """A named file counts before the service manager's credential, and both before the environment."""
    other = {"TELEGRAM_BOT_TOKEN": "1:other"}
    credentials = {"CREDENTIALS_DIRECTORY": str(token_file(tmp_path, name="telegram-token").parent)}
    named = {"WAYMARK_TELEGRAM_TOKEN_FILE": str(token_file(tmp_path))}
    for environ in (
        other | named,
        other | credentials,
        {"TELEGRAM_BOT_TOKEN": TOKEN},
        {"WAYMARK_TELEGRAM_TOKEN": TOKEN},
    ):
        found = read_settings(environ).token
        assert found is not None
        assert found.get_secret_value() == TOKEN


def test_the_token_shows_nowhere() -> None:
    """Neither the settings nor what is wrong with them hold it."""
    settings = Settings(token=TOKEN)  # type: ignore[arg-type]
    assert TOKEN not in f"{settings} {settings!r} {settings.model_dump()}"
    with pytest.raises(SettingsError) as refused:
        read_settings({"TELEGRAM_BOT_TOKEN": "5550100 secret words", "WAYMARK_PORT": "x"})
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o666])
def test_a_token_that_anybody_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    """A start with an open token file ends before anything begins."""
    with pytest.raises(SettingsError, match="chmod 600"):
        read_settings({"WAYMARK_TELEGRAM_TOKEN_FILE": str(token_file(tmp_path, mode))})


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    """One sentence for each setting, by its own name."""
    environ = {
        "WAYMARK_TELEGRAM_TOKEN_FILE": str(tmp_path / "gone"),
        "TELEGRAM_API_BASE": "api.telegram.org",
        "WAYMARK_WEBHOOK_URL": "https://bot.example.org/?x=1",
        "WAYMARK_PORT": "70000",
        "WAYMARK_CHAT_RATE": "-1",
        "WAYMARK_LOG_LEVEL": "loud",
    }
    with pytest.raises(SettingsError) as refused:
        read_settings(environ)
    said = refused.value.sentences
    assert sorted(sentence.partition(":")[0] for sentence in said) == sorted(environ)


@pytest.mark.parametrize("base", ["http://127.0.0.1:8081", "http://127.0.0.1:8081/", "https://bot.example.org/api"])
def test_any_base_will_do(base: str) -> None:
    """The Bot API may live anywhere; a slash at the end makes no difference."""
    assert read_settings({"TELEGRAM_API_BASE": base}).api_base == base.rstrip("/")


@pytest.mark.parametrize("token", ["x", "123", "123:", ":abc", "123:a b", "12a:abc", "١٢٣:abc", "123:abc/../x"])
def test_a_token_of_another_shape_is_refused(token: str) -> None:
    """What BotFather never hands out would end up in an address."""
    with pytest.raises(SettingsError):
        read_settings({"TELEGRAM_BOT_TOKEN": token})


DATABASE = "postgresql://waymark:a-password-for-tests@db.example.org/waymark"


def test_the_address_of_a_database_comes_from_the_same_places(tmp_path: Path) -> None:
    """A named file, a credential, or the environment; and no text of the settings shows it."""
    file = tmp_path / "database-url"
    file.write_text(f"{DATABASE}\n", encoding="ascii")
    file.chmod(0o600)
    for environ in (
        {"WAYMARK_DATABASE_URL_FILE": str(file), "WAYMARK_DATABASE_URL": "other"},
        {"CREDENTIALS_DIRECTORY": str(tmp_path), "WAYMARK_DATABASE_URL": "other"},
        {"WAYMARK_DATABASE_URL": DATABASE},
    ):
        settings = read_settings(environ)
        assert settings.database is not None
        assert settings.database.get_secret_value() == DATABASE
        assert "password" not in f"{settings} {settings!r} {settings.model_dump()}"
    file.chmod(0o644)
    with pytest.raises(SettingsError, match="WAYMARK_DATABASE_URL_FILE: anybody"):
        read_settings({"WAYMARK_DATABASE_URL_FILE": str(file)})


def test_keys_lie_in_the_table_or_in_a_folder() -> None:
    """Where the keys of conversations lie is one of two words."""
    assert read_settings({}).epochs == "table"
    assert read_settings({"WAYMARK_EPOCHS": "folder"}).epochs == "folder"
    with pytest.raises(SettingsError, match="WAYMARK_EPOCHS"):
        read_settings({"WAYMARK_EPOCHS": "elsewhere"})
