"""The conversation in a Telegram chat: one card, edited in place, and nothing left behind."""

import os

# Without this the client library warns at each flood limit that it will change the type of one field.
os.environ.setdefault("PTB_TIMEDELTA", "1")
