"""Flows whose cards do not do what their tags say, or whose answers lead astray."""

from __future__ import annotations

from bot.check.samples import Sample, Samples
from bot.check.samples.shapes import behind
from bot.check.samples.small import card, said, small

ALL_NEEDS = ("shelter", "health", "talk", "work", "legal", "basics")


SAMPLES: Samples = {
    "TAG-1": Sample(small(card("a.begin", "done > a.end", tags="sensitve_q")), None),
    "TAG-2": behind(card("a.next", "yes > a.end", "no > a.end | grants private", tags="privacy_gate")),
    "TAG-3": behind(card("a.work", "yes > a.end | records work=yes", tags="sensitive_q"), topics="work"),
    "TAG-4": behind(card("a.over", tags="open_door")),
    "TAG-5": Sample(
        small(
            card("a.begin", "done > a.next | records need_1=legal"),
            card("a.next", "done > a.end", needs_contacts=True),
            needs="need_1",
        ),
        ("done",),
    ),
    "TAG-6": behind(card("a.next", "yes > a.end | records carry=yes", tags="safe_contact_ask")),
    "TAG-7": Sample(
        small(
            card("a.begin", "done > a.first"),
            card("a.first", *(f"{need} > a.end | records need_1={need}" for need in ALL_NEEDS[1:]), "none > a.end"),
            needs="need_1",
        ),
        ("done",),
    ),
    "TAG-8": behind(card("a.next", "done > a.end", notes="child_lead")),
    "TAG-9": behind(card("a.next", "yes > a.end", "no > a.end", tags="educate options")),
    "WAY-1": Sample(
        small(
            card("a.begin", "no > a.end | records reason=privacy", "later > a.later"),
            card("a.later", "done > a.end", tags="unsafe_privacy_exit"),
            reason="reason",
        ),
    ),
    "WAY-2": Sample(
        small(
            card("a.begin", "yes > a.end | grants safe_info", "memorise > a.give | grants safe_info"),
            card("a.give", "done > a.end", tags="give_info"),
        ),
        ("yes",),
    ),
    "WAY-3": behind(
        card("a.work", "yes > a.heard | records work=yes", "no > a.heard | records work=no", tags="sensitive_q"),
        card("a.heard", "done > a.end", tags="validate"),
        topics="work",
    ),
    "WAY-4": behind(card("a.next", "adult > a.end", "under_18 > a.end", "dependent > a.end", tags="age_gate")),
    "WAY-5": behind(card("a.next", "visit > a.end | records reach=phone", tags="safe_contact_ask")),
    "WAY-6": Sample(
        small(
            card("a.age", "under_18 > a.lead", "adult > a.lead", tags="age_gate"),
            card("a.lead", "done > a.end", tags="report_local"),
        ),
        ("adult",),
    ),
    "WAY-7": behind(card("a.next", "duty > a.end", "adult > a.duty"), card("a.duty", "adult > a.end", tags="duty")),
    "WAY-8": Sample(
        small(
            card("a.begin", "none > a.carry | records consent=none", "number > a.carry | records consent=number"),
            card("a.carry", "no > a.end", tags="safe_info_ask"),
        ),
        ("none",),
    ),
    "WAY-9": Sample(
        small(
            card("a.begin", "self_harm > a.stay", "done > a.end | records safety=self_harm"),
            card("a.stay", "done > a.end", tags="self_harm"),
            steps={"suicide_protocol": said("safety", "self_harm")},
        ),
        ("self_harm", "done"),
    ),
    "WAY-10": Sample(
        small(
            card("a.begin", "yes > a.alone | grants private", "no > a.alone", tags="privacy_gate"),
            card("a.alone", "yes > a.end | grants private", tags="privacy_gate"),
        ),
        ("yes",),
    ),
    "WAY-15": Sample(
        small(
            card("a.menu", "signs > a.signs_1", "myths > a.signs_1", "done > a.end", tags="learn"),
            card("a.signs_1", "next > a.myths_1", "done > a.end", tags="learn"),
            card("a.myths_1", "done > a.end", tags="learn"),
        ),
    ),
    "WAY-16": Sample(
        small(
            card("a.age", "adult > a.talk", "under_18 > a.talk", tags="age_gate"),
            card("a.talk", "nothing > a.end", tags="doc_talk"),
        ),
        ("under_18",),
    ),
    "WAY-12": Sample(
        small(
            card("a.work", "yes > a.end | records work=yes", "stop > a.debt | records work=open", tags="sensitive_q"),
            card("a.debt", "no > a.end | records debt=no", tags="sensitive_q"),
            topics="work debt",
        ),
        ("stop",),
    ),
    "WAY-13": Sample(
        small(
            card("a.work", "yes > a.needs | records work=yes", "no > a.needs | records work=no", tags="sensitive_q"),
            card("a.needs", "legal > a.end | records need_1=legal"),
            topics="work",
            needs="need_1",
        ),
        ("no",),
    ),
    "WAY-14": Sample(
        small(
            card("a.begin", "yes > a.work | grants comfort"),
            card("a.work", "yes > a.end | records work=yes", "no > a.debt | records work=no", tags="sensitive_q"),
            card("a.debt", "no > a.end | records debt=no", tags="sensitive_q"),
            topics="work debt",
        ),
        ("yes", "yes"),
    ),
    "WAY-11": behind(
        card("a.check", "no > a.end | records return=unsafe", "yes > a.act", tags="danger_check"),
        card("a.act", "done > a.end", tags="danger"),
    ),
}
