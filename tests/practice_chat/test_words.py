"""The chat's own words: all of them used, calm, short, and nothing on a locked phone that tells what is practised."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from bot.practice.class_talk import Why
from bot.practice.words import read
from bot.practice_chat.talking import COMMANDS
from bot.practice_chat.words import NAMES
from bot.present.issues import ContentError
from tests.practice_chat.school import School, shipped
from tests.practice_chat.test_class import joined, opened
from tests.practice_chat.test_patient import two

ROOT = Path(__file__).parents[2]
TELLING = re.compile(r"traffick|victim|survivor|abuse|exploit|patient's|hotline|screen|disclos", re.IGNORECASE)


def test_every_text_is_shown_somewhere() -> None:
    """A text that no code names would be translated and reviewed for nothing."""
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot" / "practice_chat").glob("[!w]*.py"))
    families = {f"why_{why}" for why in get_args(Why)} | {f"command_{name}" for name in COMMANDS}
    assert {name for name in NAMES if f'"{name}"' not in code} - families == set()


def test_words_are_calm_and_short() -> None:
    """No shouting, no emoji, no numbers that could ring, no sentence that has to be read twice."""
    for name, text in shipped().words.texts.items():
        assert text.isascii() or "“" in text, name
        assert "!" not in text, name
        assert not re.search(r"\d{3}", text.replace("120", "")), name
        assert all(len(sentence.split()) <= 26 for sentence in re.split(r"[.?:] ", text)), name


def test_a_file_with_other_words_is_refused_whole(tmp_path: Path) -> None:
    """What is missing, unknown or filled in otherwise is told at once."""
    file = tmp_path / "practice_chat.yaml"
    file.write_text("banner: x {y}\nsomething: else\n", encoding="utf-8")
    with pytest.raises(ContentError) as told:
        read(file, NAMES)
    found = {issue.code for issue in told.value.issues}
    assert found == {"practice-missing", "practice-unknown", "practice-names"}


async def test_a_locked_phone_tells_nothing(school: School) -> None:
    """The first forty characters of whatever makes a notification say that it is practice, and not of what."""
    trainer, code = await opened(school)
    class_ = await joined(school, code, 2)
    await school.taps(trainer, "Begin")
    await school.taps(class_[0], "1")
    await school.taps(trainer, "Show how", "End for everybody")
    pair = await two(school)
    await school.says(pair[1], "hello")
    await school.says(pair[0], "/forget")
    await school.says(class_[1], "/drill")
    await school.taps(class_[1], "Remind me")
    await school.later(hours=30)
    shown = [one.preview for who in (trainer, *class_) for one in who.lock_screen()]
    assert len(shown) > 8
    for preview in shown:
        assert preview.upper().startswith("PRACTICE")
        assert not TELLING.search(preview)
