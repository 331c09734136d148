"""The words that only a chat needs, by their names in content/practice_chat.yaml, each with what is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

NAMES: Final[Mapping[str, str]] = {
    "banner": "", "command_start": "", "command_practice": "", "command_class": "", "command_join": "",
    "command_drill": "", "command_rest": "", "command_privacy": "", "command_forget": "", "home_header": "",
    "home_title": "", "home_said": "", "home_class": "", "cases_header": "", "cases_title": "",
    "cases_line": "number title minutes", "cases_none": "", "cases_typed": "", "about_header": "", "about_title": "",
    "about_said": "", "about_leave": "", "button_cases": "", "button_rest": "", "button_about": "", "button_home": "",
    "button_begin": "", "button_next": "number of", "button_previous": "", "button_back": "number",
    "button_mattered": "number", "button_undo": "", "button_again": "", "button_twin": "", "button_stop": "",
    "button_onwards": "", "typed_buttons": "", "typed_turn": "", "typed_looking": "", "notice_stale": "",
    "notice_unknown": "", "notice_typed": "", "notice_changed": "", "notice_failed": "", "notice_quick": "",
    "forgotten_header": "", "forgotten_said": "", "button_opens": "", "button_shows": "", "button_talks": "",
    "button_goes": "", "button_ends": "", "button_leaves": "", "class_help": "", "join_help": "", "room_header": "",
    "room_code": "code", "room_how": "code", "room_here": "present", "room_progress": "answered present",
    "room_progress_own": "present answered ended", "room_own": "", "room_turn": "number code", "room_lines": "",
    "room_chosen": "", "room_count": "count line", "room_few": "least", "room_goes": "", "room_after": "",
    "room_wait": "seat", "room_talk": "", "room_choose": "", "room_chose": "number", "room_taken": "",
    "room_again": "", "room_unknown": "", "room_hold": "", "room_left": "", "room_over": "", "why_full": "",
    "why_no_seat": "", "why_watching": "", "why_not_open": "", "why_old_turn": "", "why_no_line": "",
    "why_no_turn": "", "why_ended": "", "why_own_pace": "", "why_relay": "", "why_over": "", "why_empty": "",
    "report_caption": "", "picture_caption": "", "patient_header": "", "patient_alone": "", "patient_two": "",
    "patient_write_back": "", "patient_you": "", "patient_mood": "", "patient_moods": "mood", "patient_first": "",
    "patient_turn": "number of", "patient_careful": "line", "patient_careless": "line", "patient_thinks": "thought",
    "patient_write": "", "patient_kept": "", "patient_says": "", "worker_says": "", "button_on": "",
    "button_drills": "", "button_no_drills": "", "drill_said": "", "drill_remind": "", "drill_next": "day",
    "drill_once": "", "drill_ready": "", "button_page": "", "button_record": "", "paper_caption": "",
    "button_flow": "", "button_card_back": "", "button_heard": "", "typed_flow": "",
}  # fmt: skip
"""Every text of a chat, with the names that are filled in."""
