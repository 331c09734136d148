"""What an operator sets, read from the environment: all that is wrong is said at once, and no secret is ever shown.

The token, and the address of a database, come from a file that only its owner can read, from the service manager's
credentials, or, where nothing better can be had, from the environment itself. They lie in a type whose text is stars.
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
    "epoch_folder": "WAYMARK_EPOCH_FOLDER",
    "epochs": "WAYMARK_EPOCHS",
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

DATABASE: Final = "WAYMARK_DATABASE_URL"
DATABASE_FILE: Final = "WAYMARK_DATABASE_URL_FILE"
DATABASE_CREDENTIAL: Final = "database-url"


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
    """Rates are calls a second, 0 for no limit of our own. ``ops_port`` 0: no page for health and figures.

    ``epochs``: where the keys of conversations lie when there is a ``database``; a file has them in a folder always.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    token: SecretStr | None = None
    api_base: Address = "https://api.telegram.org"
    store: Path = Path("waymark.sqlite")
    key_file: Path | None = None
    epoch_folder: Path | None = None
    database: SecretStr | None = None
    epochs: Literal["table", "folder"] = "table"
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
    if database := _secret(environ, (DATABASE_FILE, DATABASE_CREDENTIAL, (DATABASE,)), wrong):
        given["database"] = database
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
    found = _secret(environ, (TOKEN_FILE, CREDENTIAL, TOKEN_NAMES), wrong)
    number, _, rest = found.partition(":")
    if found and not (number.isascii() and number.isdigit() and rest and not rest.strip(_TOKEN_SIGNS)):
        wrong.append("The token is not one that BotFather hands out: digits, a colon, and letters.")
        return ""
    return found


_TOKEN_SIGNS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"  # noqa: S105 - an alphabet


def _secret(environ: Mapping[str, str], places: tuple[str, str, tuple[str, ...]], wrong: list[str]) -> str:
    """What lies in the file that a variable names, in a credential, or in a variable itself; "" where nothing does."""
    file, credential, names = places
    named = environ.get(file)
    folder = environ.get("CREDENTIALS_DIRECTORY")
    if named:
        return _read(file, Path(named), wrong)
    if folder and (Path(folder) / credential).exists():
        return _read(file, Path(folder) / credential, wrong)
    return next((environ[name] for name in names if environ.get(name)), "").strip()


def _read(name: str, path: Path, wrong: list[str]) -> str:
    try:
        if path.stat().st_mode & stat.S_IRWXO:
            wrong.append(f"{name}: anybody on this machine can open that file; take that away (chmod 600).")
            return ""
        with path.open(encoding="ascii", errors="replace") as opened:
            return opened.read(LARGEST_TOKEN_FILE).strip()
    except OSError as error:
        wrong.append(f"{name}: that file cannot be read: {error.strerror}.")
        return ""
