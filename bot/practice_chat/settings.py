"""What an operator sets for practice. All of its names are its own, so that no setting of the real bot reaches it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bot.settings import CREDENTIAL, TOKEN_FILE, TOKEN_NAMES, Settings, SettingsError, read_settings

OWN: Final[Mapping[str, str]] = {
    "WAYMARK_PRACTICE_TOKEN_FILE": TOKEN_FILE,
    "WAYMARK_PRACTICE_TOKEN": TOKEN_NAMES[0],
    "WAYMARK_PRACTICE_STORE": "WAYMARK_STORE",
    "WAYMARK_PRACTICE_KEY_FILE": "WAYMARK_KEY_FILE",
    "WAYMARK_PRACTICE_EPOCH_FOLDER": "WAYMARK_EPOCH_FOLDER",
    "WAYMARK_PRACTICE_CHAT_RATE": "WAYMARK_CHAT_RATE",
    "WAYMARK_PRACTICE_OVERALL_RATE": "WAYMARK_OVERALL_RATE",
    "TELEGRAM_API_BASE": "TELEGRAM_API_BASE",
    "WAYMARK_LOG_LEVEL": "WAYMARK_LOG_LEVEL",
}
"""Each setting, and what the real bot calls the like of it. Where Telegram is, and how much is logged, is shared."""

STORE: Final = Path("waymark-practice.sqlite")
REAL: Final = (*TOKEN_NAMES, TOKEN_FILE)


def read_practice(environ: Mapping[str, str]) -> Settings:
    """The settings of practice. Raises ``SettingsError`` with all that is wrong, and for the real bot's token."""
    given = {theirs: environ[ours] for ours, theirs in OWN.items() if environ.get(ours)}
    given.setdefault("WAYMARK_STORE", str(STORE))
    try:
        settings = read_settings(given)
    except SettingsError as error:
        raise SettingsError([_renamed(sentence) for sentence in error.sentences]) from None
    if settings.token is None:
        raise SettingsError(["There is no token: set WAYMARK_PRACTICE_TOKEN_FILE or WAYMARK_PRACTICE_TOKEN."])
    if settings.token.get_secret_value() in _real(environ):
        raise SettingsError(["This is the token of the real bot: practice has a bot of its own, made with BotFather."])
    return settings


def _real(environ: Mapping[str, str]) -> set[str]:
    """The tokens of the real bot, as far as this environment knows them."""
    kept = {name: environ[name] for name in (*REAL, "CREDENTIALS_DIRECTORY") if environ.get(name)}
    found = {kept[name].strip() for name in TOKEN_NAMES if name in kept}
    files = [Path(kept[TOKEN_FILE])] if TOKEN_FILE in kept else []
    if folder := kept.get("CREDENTIALS_DIRECTORY"):
        files.append(Path(folder) / CREDENTIAL)
    for file in files:
        try:
            found.add(file.read_text(encoding="ascii", errors="replace").strip())
        except OSError:
            continue
    return found


def _renamed(sentence: str) -> str:
    """A sentence about a setting, with the name that it has here."""
    for ours, theirs in OWN.items():
        if sentence.startswith(f"{theirs}:"):
            return f"{ours}{sentence[len(theirs) :]}"
    return sentence
