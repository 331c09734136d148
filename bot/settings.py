"""What an operator sets, read from the environment: all that is wrong is said at once, and no secret is ever shown.

The token comes from a file that only its owner can read, from the service manager's credentials, or, where nothing
better can be had, from the environment itself. It lies in a type whose text is stars.
"""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError

LARGEST_TOKEN_FILE: Final = 1024
CREDENTIAL: Final = "telegram-token"
"""The name of the token among the credentials of a systemd unit."""

NAMES: Final[Mapping[str, str]] = {
    "api_base": "TELEGRAM_API_BASE",
    "store": "WAYMARK_STORE",
    "key_file": "WAYMARK_KEY_FILE",
    "site": "WAYMARK_SITE",
    "flow": "WAYMARK_FLOW",
    "chat_rate": "WAYMARK_CHAT_RATE",
    "overall_rate": "WAYMARK_OVERALL_RATE",
    "webhook_url": "WAYMARK_WEBHOOK_URL",
    "host": "WAYMARK_HOST",
    "port": "WAYMARK_PORT",
    "ops_port": "WAYMARK_OPS_PORT",
    "log_level": "WAYMARK_LOG_LEVEL",
}
"""Each setting and its name in the environment; docs/deploy.md tells what they mean."""

TOKEN_FILE: Final = "WAYMARK_TELEGRAM_TOKEN_FILE"  # noqa: S105 - the name of a setting
TOKEN_NAMES: Final = ("WAYMARK_TELEGRAM_TOKEN", "TELEGRAM_BOT_TOKEN")


class SettingsError(ValueError):
    """The settings cannot be used. ``sentences`` is everything that is wrong, and holds no value of a secret."""

    def __init__(self, sentences: list[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__("\n".join(sentences))


def _address(given: str) -> str:
    parts = urlsplit(given)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("give an address like https://bot.example.org")
    return given.rstrip("/")


Address = Annotated[str, AfterValidator(_address)]
Port = Annotated[int, Field(ge=0, le=65535)]
Rate = Annotated[float, Field(ge=0, le=1000)]


class Settings(BaseModel):
    """Rates are calls a second, 0 for no limit of our own. ``ops_port`` 0: no page for health and figures."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    token: SecretStr | None = None
    api_base: Address = "https://api.telegram.org"
    store: Path = Path("waymark.sqlite")
    key_file: Path | None = None
    site: Path | None = None
    flow: str = "adult_brief"
    chat_rate: Rate = 1.0
    overall_rate: Rate = 30.0
    webhook_url: Address | None = None
    host: str = "127.0.0.1"
    port: Port = 8080
    ops_port: Port | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @property
    def secret_file(self) -> Path:
        """Where the secret of the store lies: beside it, unless another place is named."""
        return self.key_file or self.store.with_name(f"{self.store.name}.key")


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings of this environment. Raises ``SettingsError`` with everything that is wrong."""
    wrong: list[str] = []
    given: dict[str, Any] = {field: environ[name] for field, name in NAMES.items() if environ.get(name)}
    token = _token(environ, wrong)
    if token:
        given["token"] = token
    try:
        settings = Settings(**given)
    except ValidationError as error:
        for one in error.errors(include_url=False, include_context=False, include_input=False):
            field = str(one["loc"][0])
            wrong.append(f"{NAMES.get(field, field)}: {one['msg'].removeprefix('Value error, ')}.")
        raise SettingsError(wrong) from None
    if wrong:
        raise SettingsError(wrong)
    return settings


def _token(environ: Mapping[str, str], wrong: list[str]) -> str:
    """The bot's token, "" where none is set."""
    named = environ.get(TOKEN_FILE)
    folder = environ.get("CREDENTIALS_DIRECTORY")
    if named:
        found = _read(Path(named), wrong)
    elif folder and (Path(folder) / CREDENTIAL).exists():
        found = _read(Path(folder) / CREDENTIAL, wrong)
    else:
        found = next((environ[name] for name in TOKEN_NAMES if environ.get(name)), "")
    found = found.strip()
    number, _, rest = found.partition(":")
    if found and not (number.isascii() and number.isdigit() and rest and not rest.strip(_TOKEN_SIGNS)):
        wrong.append("The token is not one that BotFather hands out: digits, a colon, and letters.")
        return ""
    return found


_TOKEN_SIGNS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"  # noqa: S105 - an alphabet


def _read(path: Path, wrong: list[str]) -> str:
    try:
        if path.stat().st_mode & stat.S_IRWXO:
            wrong.append(f"{TOKEN_FILE}: anybody on this machine can open that file; take that away (chmod 600).")
            return ""
        with path.open(encoding="ascii", errors="replace") as file:
            return file.read(LARGEST_TOKEN_FILE)
    except OSError as error:
        wrong.append(f"{TOKEN_FILE}: that file cannot be read: {error.strerror}.")
        return ""
