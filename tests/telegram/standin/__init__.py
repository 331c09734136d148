"""A stand-in for Telegram's Bot API on loopback: the faithful world that the bot is tested in.

    async def test_greets(world: World) -> None:          # fixtures world, bot, nurse: ../conftest.py
        nurse = world.person(700_000_001, language_code="es")
        await nurse.start("invite-code")                  # the bot runs against world.base_url
        await world.settled()                             # updates confirmed, bot quiet
        assert nurse.card().labels == ["Begin", "Not now"]
        await nurse.presses("Begin")                      # by label or by button data

Telling the bot where: `world.base_url` (python-telegram-bot's `base_url`), `world.url` (any client's
API base, TELEGRAM_API_BASE), `world.token`. The bot may run in this process or in another one.

person  start(payload) opens(link) types(text) sends(photo=[...]) edits(id, text) presses(label or
        data) presses_old(id, data) forge(data) blocks() closes_account() clears(id)
        sets_auto_delete(seconds) adds_bot_to_group(title) -> Group(id, bot_inside, types, sees)
        Each of these is async and gives the id of its update (None: held back, or not subscribed).
        sees() -> [Seen(message_id, mine, text, keys, labels, protected, silent, edited, date)]
        card() lock_screen(length) answers() profile()

world   settled(quiet, within)  until(lambda: ..., within)  clock.advance(hours=, seconds=)
        violations  what the bot sent against the Bot API; must be []   (the fixture asserts it)
        calls, called(method) -> [Call(method, params, status, description, at)]   watchers
        updates.pending .hold(kind) .release(kind) .repeat(kind) .next_id .confirmed .expired
        poller.offset .waiting .polls    latency (seconds)    answer_seconds    rates.enforce(...)
        webhook.deliveries .scale .patience .most_at_once    profile    logged_out

faults  world.faults.flood(method, retry_after=, nth=, times=)   gateway(method, status=, when=)
        reset(method, when="after")  slow(method, seconds, when=)  "*": all but getUpdates
        gate = world.faults.stop_at(method, when=, nth=): await gate.reached(); gate.release()/.drop()

Alone: `python -m tests.telegram.standin --port N --token T`, driven through POST /control/<verb>.

What it assumes where Telegram is silent: a press must be answered within `answer_seconds`; a block
refuses edits and deletions too; deleteMessages with one message past 48 h deletes none. What it
leaves out: media but pictures and documents that are uploaded, inline mode, MarkdownV2 (a
violation), 410 from a webhook, answers in a webhook's body, the limit of one setWebhook a second.
"""

from tests.telegram.standin.chat import Notification, Refusal
from tests.telegram.standin.faults import Fault, Gate
from tests.telegram.standin.person import Group, Key, Person, Seen
from tests.telegram.standin.schema import Violation
from tests.telegram.standin.server import Call
from tests.telegram.standin.world import TOKEN, World

__all__ = [
    "TOKEN",
    "Call",
    "Fault",
    "Gate",
    "Group",
    "Key",
    "Notification",
    "Person",
    "Refusal",
    "Seen",
    "Violation",
    "World",
]
