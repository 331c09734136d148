"""The worlds and bots of the tests beside Telegram, for these tests too."""

from __future__ import annotations

from tests.telegram.conftest import nurse, ward, world

__all__ = ["nurse", "ward", "world"]
