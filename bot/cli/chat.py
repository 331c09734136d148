"""The commands of the Telegram service, as the command line knows them: what can be asked, and nothing of how.

Everything else comes from the environment (docs/deploy.md), so that no secret is ever an argument.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.settings import Settings


class Role(StrEnum):
    """What somebody can be let in as."""

    CLINICIAN = "clinician"
    TRAINER = "trainer"
    ADMIN = "admin"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (telegram, serve, invite, revoke, who, doctor, surface):
        app.command()(command)


def telegram() -> int:
    """Hold conversations on Telegram, asking it for updates.

    Needs a token: WAYMARK_TELEGRAM_TOKEN_FILE, or TELEGRAM_BOT_TOKEN. The store is waymark.sqlite in this folder,
    unless WAYMARK_STORE says otherwise. Nobody is let in before 'invite' has made a link.
    """
    _starts_again()
    from bot.cli import service  # noqa: PLC0415 - loaded when it is asked for, here and below

    return _with_settings(service.poll)


def serve() -> int:
    """Hold conversations on Telegram, with updates delivered to WAYMARK_WEBHOOK_URL."""
    _starts_again()
    from bot.cli import service  # noqa: PLC0415

    return _with_settings(service.serve)


def invite(
    role: Annotated[Role, typer.Option(help="What the person is let in as.")] = Role.CLINICIAN,
    expires: Annotated[str, typer.Option(help="How long the link works: 30m, 24h, 7d.")] = "24h",
    bot_name: Annotated[str, typer.Option(help="The bot's name in links; asked of Telegram without it.")] = "",
) -> int:
    """Print a link that lets one person in, once."""
    from bot.cli import team  # noqa: PLC0415

    return _with_settings(lambda settings: team.invite(settings, role.value, expires, bot_name))


def revoke(
    person: Annotated[int | None, typer.Argument(help="The number of a Telegram account.")] = None,
    role: Annotated[Role | None, typer.Option(help="Everybody who came in as this, and their open links.")] = None,
) -> int:
    """Put somebody out."""
    from bot.cli import team  # noqa: PLC0415

    return _with_settings(lambda settings: team.revoke(settings, person, role.value if role else None))


def who() -> int:
    """Count who is let in, by role. Names are not known."""
    from bot.cli import team  # noqa: PLC0415

    return _with_settings(team.who)


def doctor() -> int:
    """Check token, webhook, site file, dates, store, clock and permissions; 1 when anything is wrong."""
    from bot.cli import service  # noqa: PLC0415

    return _with_settings(service.doctor)


def surface() -> int:
    """Give the bot a neutral name, neutral descriptions and commands."""
    from bot.cli import service  # noqa: PLC0415

    return _with_settings(service.surface)


def _starts_again() -> None:
    """A service runs for months: what people typed must not lie in memory that was given back."""
    import os  # noqa: PLC0415

    from bot import process  # noqa: PLC0415

    process.overwrites(os.environ)


def _with_settings(act: Callable[[Settings], int]) -> int:
    """Read the environment and act; everything that is wrong in it is told at once."""
    import os  # noqa: PLC0415

    from bot import process  # noqa: PLC0415

    process.close()  # before there is a secret in here
    from bot.settings import SettingsError, read_settings  # noqa: PLC0415

    try:
        settings = read_settings(os.environ)
    except SettingsError as error:
        for sentence in error.sentences:
            typer.echo(sentence, err=True)
        return 2
    return act(settings)
