"""The words that rules and flows share: tags of cards, gates that answers open, facts that answers record.

Each row ties an answer to what its card says, so that neither can be changed without the other: an answer can open the
gate ``limits`` only on a card that tells the limits, and only a card that asks what may be carried records ``carry``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TAGS: Final[Mapping[str, str]] = {
    "about": "tells the worker for whom the questions were made",
    "access_gate": "settles a shared language or another way to communicate",
    "age_gate": "settles the age band",
    "care_first": "puts urgent care first",
    "age_young": "settles the age band of somebody under 18",
    "choice": "tells the right to skip, rest and stop",
    "comfort": "offers comfort and another person to talk with",
    "companion": "tells what to do when a companion will not leave",
    "control": "asks about threats, or about being told what to say",
    "consent_contact": "asks whether somebody may be contacted",
    "danger": "tells what to do about danger now",
    "danger_check": "asks whether it is safe to go back",
    "debt": "asks about debt",
    "dependent": "tells the duties towards older and dependent adults",
    "detail_high": "asks for detail about what happened; no card may",
    "doc_talk": "agrees with the patient what is written down",
    "document": "tells how to write it down safely",
    "documents": "asks about papers and belongings that somebody keeps",
    "duty": "tells the local duty to report",
    "educate": "tells everyone that there is help",
    "end": "ends the conversation",
    "exam_consent": "asks before a step of an examination",
    "exam_step": "goes on with a step of an examination",
    "for_young": "is for somebody under 18",
    "follow_up": "arranges to be in touch later",
    "forced_criminality": "asks about being made to break the law",
    "freedom": "asks about being free to leave",
    "give_info": "hands over a number or a card",
    "handoff": "calls somebody together with the patient",
    "interp_brief": "briefs the interpreter",
    "interp_tied": "finds another interpreter, since this one has ties",
    "labor": "asks about work",
    "learn": "teaches staff",
    "limits": "tells the limits of confidentiality",
    "minimal_facts": "asks a child or a teenager for one bare fact and for no detail",
    "observe": "is a list of signs for the worker alone",
    "offer": "offers help",
    "open_door": "says that they can come back any time",
    "options": "lists what could help",
    "pause": "slows down",
    "permission": "asks for permission to ask",
    "privacy_gate": "settles privacy",
    "purpose": "tells why it is asked",
    "report_explain": "explains a report before it is made",
    "report_local": "names the local lead for reports",
    "safe_contact_ask": "asks for the safest way to be reached",
    "safe_info_ask": "asks whether it is safe to carry something",
    "safety_plan": "plans how to stay safer",
    "self_harm": "tells what to do about thoughts of self-harm",
    "sensitive_q": "asks the patient about what may have happened",
    "sex": "asks about sex",
    "stop": "ends at once",
    "system": "asks managers about the place, and about no patient",
    "telehealth": "is for a talk by phone or video",
    "unsafe_privacy_exit": "leaves without asking, since it is not private",
    "wishes": "asks, for the first time, what would help",
    "validate": "believes and does not blame",
}
"""Every tag, and what a card with it does."""

LOOKS: Final[Mapping[str, str]] = {
    "ways": "where each answer leads, card after card",
    "answers": "which answers a card takes, and which was given",
    "tags": "what a card is for",
    "gates": "what an answer opens",
    "records": "what an answer notes",
    "outcome": "what a conversation amounts to: results, topics, needs, next steps",
    "interrupts": "what can be called on a card at any time, and where that leads",
    "contacts": "whom a card shows, and who can be shown today",
    "notes": "the people and rules of the site that a card names",
    "tone": "how urgent a card looks",
    "intensity": "how strong a question is",
    "names": "what cards are called",
    "audience": "whom a conversation is with",
    "words": "the words on cards and answers, language by language",
    "lists": "lists of words: some that are never said, some that have to be",
    "facts": "what is taught, and the guards of each sign",
    "premises": "what the walk leans on, and whether it held",
    "sessions": "what the engine does with every session that the walk met",
    "types": "what the types of the program can hold",
    "program": "what is installed, and what its files say of one another",
}
"""What a rule can read: each names what it does, and a test watches that it reads that and nothing else."""

GIVEN_ON: Final[Mapping[str, frozenset[str]]] = {
    "care_first": frozenset({"care_first"}),
    "access": frozenset({"access_gate"}),
    "private": frozenset({"privacy_gate"}),
    "age": frozenset({"age_gate", "age_young"}),
    "duty_known": frozenset({"age_gate", "age_young", "duty"}),
    "limits": frozenset({"limits"}),
    "purpose": frozenset({"purpose"}),
    "choice": frozenset({"choice"}),
    "permission": frozenset({"permission"}),
    "comfort": frozenset({"comfort"}),
    "consent_contact": frozenset({"consent_contact"}),
    "safe_info": frozenset({"safe_info_ask"}),
}
"""Every gate, and the tags one of which a card needs for an answer on it to open the gate."""

_BANDS: Final = frozenset({"adult", "under_18", "unsure", "dependent", "teen", "under_11"})

GIVEN_BY: Final[Mapping[str, frozenset[str]]] = {
    "care_first": frozenset({"yes", "done", "interpreter", "companion"}),
    "access": frozenset({"yes", "done", "companion"}),
    "private": frozenset({"yes"}),
    "age": _BANDS,
    "duty_known": _BANDS,
    "limits": frozenset({"yes", "done"}),
    "purpose": frozenset({"yes"}),
    "choice": frozenset({"yes"}),
    "permission": frozenset({"yes"}),
    "comfort": frozenset({"yes", "other"}),
    "consent_contact": frozenset({"together"}),
    "safe_info": frozenset({"yes", "memorise"}),
}
"""Every gate, and the answers that open it: consent is never read into a no, nor into anything else."""

RECORDED_ON: Final[Mapping[str, frozenset[str]]] = {
    "reason": frozenset({"care_first", "access_gate", "privacy_gate"}),
    "age": frozenset({"age_gate", "age_young"}),
    "talk": frozenset({"limits", "permission", "comfort", "offer"}),
    "return": frozenset({"danger_check"}),
    "need_1": frozenset({"options"}),
    "need_2": frozenset({"options"}),
    "need_3": frozenset({"options"}),
    "worry": frozenset({"options"}),
    "consent": frozenset({"consent_contact"}),
    "handoff": frozenset({"handoff"}),
    "plan": frozenset({"safety_plan"}),
    "carry": frozenset({"safe_info_ask"}),
    "record": frozenset({"doc_talk"}),
    "reach": frozenset({"safe_contact_ask"}),
    "safety": frozenset({"danger", "danger_check", "pause"}),
}
"""Facts that flows share, and the tags one of which a card needs to record them. Topics need ``sensitive_q``."""

CONCERN: Final = frozenset({("talk", "help"), ("return", "unsafe")})
"""What a patient may say, besides a yes to a topic, that makes a conversation one of concern."""

YOUNG: Final = ("age", "young")
"""What is recorded for someone under 18, and for someone whose age nobody is sure of."""

NEEDS: Final = frozenset({"shelter", "health", "talk", "work", "legal", "basics"})
"""What a patient may ask for; each is a category of contacts too."""

UNTOLD: Final = frozenset(
    "positive negative score risk confirmed victim survivor trafficked suspected"
    " failed refused denied noncompliant".split()
)
"""Words that no result, topic or next step may carry: never a verdict, a score or a failure."""

ORIGIN: Final = frozenset(
    "status immigration immigrant nationality citizen citizenship visa origin undocumented".split()
)
"""Words that no fact and no answer may carry: where somebody comes from is never asked."""

ALWAYS: Final = (frozenset({"labor"}), frozenset({"documents", "debt"}))
"""What every set of questions has to cover: one tag of each (practice.md MUST-08)."""

TOGETHER: Final = frozenset({"sex", "forced_criminality"})
"""What a set of questions covers both of, or neither: a set on the rights of workers asks about neither."""
