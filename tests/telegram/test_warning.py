"""What is sent beside words is never an answer; whether the sender should be warned is all that is asked of it."""

from __future__ import annotations

import pytest
from telegram import Contact, Document, Location, Message

from bot.adapters.telegram.read import Other, said
from tests.telegram.test_reading import message


@pytest.mark.parametrize(
    "sent",
    [
        message(contact=Contact("+1 555 555 0100", "R")),
        message(location=Location(0.0, 0.0)),
        message(document=Document("a", "b"), caption="DOB 3/4/1999"),
        message(caption="5 5 5 0 1 0 0 1 9 9, call 555-0100"),
    ],
    ids=["contact", "place", "document", "caption"],
)
def test_what_may_tell_who_it_is_gets_the_warning(sent: Message) -> None:
    """A person's card, a place, and words under a picture that hold a number."""
    assert said(sent) == Other(private=True)


def test_a_changed_message_is_looked_at_for_the_warning_only() -> None:
    """A number that is edited into an old message is no answer, and is warned of."""
    assert said(message("mrn 0048211"), changed=True) == Other(private=True)
    assert said(message("yes"), changed=True) == Other()


def test_a_picture_alone_gets_the_plain_notice() -> None:
    """Nothing is read out of a picture or a name of a file."""
    assert said(message(document=Document("a", "b", file_name="555-010-0199.pdf"), caption="see this")) == Other()
