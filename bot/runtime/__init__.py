"""The shell around the engine that every channel shares: load, step, commit, and only then show."""

from __future__ import annotations

from bot.runtime.carried import Carried
from bot.runtime.desk import Desk
from bot.runtime.shell import Runtime

__all__ = ["Carried", "Desk", "Runtime"]
