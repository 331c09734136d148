"""Typed words become an event that the screen offers, or ``Unknown``; the words themselves go nowhere."""

from __future__ import annotations

from bot.engine import events as ev
from bot.present.screen import Screen


def understand(text: str, screen: Screen) -> ev.Event:
    """What these words mean on this screen. Total: any text, always an event."""
    raise NotImplementedError
