"""Everything that is derived from the one secret beside the store: keys of chats and people, digests, masks, addresses.

The store never sees a number that Telegram gave a person. Whoever has the store file without the secret has digests
that cannot be undone by trying all numbers; whoever loses the secret has lost what is in the store, which is meant.
"""

from __future__ import annotations

import os
import secrets
import stat
from hashlib import blake2b
from pathlib import Path
from typing import Final

SECRET_BYTES: Final = 32
OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
MASK_BYTES: Final = 7
"""56 bits: wider than any number of a chat, and still a whole number that the store takes."""


class SecretError(Exception):
    """The file of the secret cannot be used. The sentence is for the operator; it holds no value."""


class Keys:
    """One secret and what is made from it. Nothing here can be turned back without it."""

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        if len(secret) != SECRET_BYTES:
            raise SecretError("The secret file is not as this program wrote it: put it aside and start anew.")
        self._secret = secret

    def __repr__(self) -> str:
        return "Keys(...)"

    def chat(self, number: int) -> bytes:
        """The key of a chat's conversation, 16 bytes."""
        return self._made(b"chat", number.to_bytes(8, "big", signed=True), 16)

    def person(self, number: int) -> bytes:
        """The key under which the allow list knows somebody, 16 bytes."""
        return self._made(b"person", number.to_bytes(8, "big", signed=True), 16)

    def invitation(self, code: str) -> bytes:
        """What is kept of an invitation, 32 bytes."""
        return self._made(b"invitation", code.encode(), 32)

    def masked(self, key: bytes, number: int) -> int:
        """The number of a chat, hidden, or found again: the same act undoes it. Only a chat's own key fits."""
        return number ^ int.from_bytes(self._made(b"mask", key, MASK_BYTES), "big")

    def lasting(self) -> bytes:
        """32 bytes that seal what has to be read after a restart of the machine."""
        return self._made(b"lasting", b"", 32)

    def address(self, purpose: str) -> str:
        """A secret word for an address or a header, 64 characters of 0-9 a-f, the same after each start."""
        return self._made(b"address", purpose.encode(), 32).hex()

    def _made(self, purpose: bytes, what: bytes, size: int) -> bytes:
        return blake2b(what, digest_size=size, key=self._secret, person=purpose).digest()


def open_keys(path: Path) -> Keys:
    """The keys of the secret in this file, which is made on the first start. Raises ``SecretError``."""
    try:
        _create(path)
        if path.stat().st_mode & OTHERS:
            path.chmod(stat.S_IRUSR | stat.S_IWUSR)
        return Keys(path.read_bytes())
    except OSError as error:
        raise SecretError(f"The secret file cannot be used: {error.strerror}.") from None


def _create(path: Path) -> None:
    """Write a new secret under another name first: nobody may ever read half of one."""
    if path.exists():
        return
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, stat.S_IRUSR | stat.S_IWUSR)
    try:
        os.write(descriptor, secrets.token_bytes(SECRET_BYTES))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass  # another process was quicker, and one secret is as good as another
    finally:
        fresh.unlink()
