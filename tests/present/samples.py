"""A small world for the tests: conversations, their words, a live site and contacts. No number here can ring."""

from __future__ import annotations

from datetime import date
from typing import Final

from bot.engine import events as ev
from bot.engine.compile import compiled
from bot.engine.facts import Always, Is
from bot.engine.session import Session
from bot.engine.show import Library
from bot.engine.spec import Choice, Flow, OutcomeSpec, Part, State, Tone
from bot.engine.step import step
from bot.present import catalog, contacts, freshness, site, strict, wordfile
from bot.present.screen import Presenter, Screen, presenter, screen
from bot.present.translation import Head, Translated, Translation
from bot.present.wordfile import fingerprint

TODAY: Final = date(2026, 11, 22)

TALK: Final = Flow(
    "talk",
    version=1,
    start="talk.hello",
    parts=(
        Part(
            "talk",
            (
                State("talk.hello", (Choice("yes", "talk.work"), Choice("no", "talk.end"))),
                State(
                    "talk.work",
                    (
                        Choice("yes", "talk.help", records=(("work", "yes"),)),
                        Choice("no", "talk.help", records=(("work", "no"),)),
                        Choice("unsure", "talk.help", records=(("work", "open"),)),
                        Choice("stop", "talk.end"),
                    ),
                    words=("talk.work", "talk.thanks"),
                    site_notes=("duty", "security"),
                ),
                State(
                    "talk.help",
                    (
                        Choice("shelter", "talk.end", records=(("need", "shelter"),)),
                        Choice("none", "talk.end", records=(("need", "none"),)),
                    ),
                    contacts=("hotline", "shelter"),
                ),
                State("talk.end", contacts=("hotline",), needs_contacts=True),
            ),
        ),
    ),
    outcome=OutcomeSpec(
        results=(("came_up", Is("work", ("yes",))), ("offered", Always())),
        topics=("work",),
        needs=("need",),
        steps=(("call_again", Is("need", ("shelter",))),),
    ),
)

SAFETY: Final = Flow(
    "safety",
    version=1,
    start="safety.now",
    parts=(
        Part(
            "safety",
            (
                State(
                    "safety.now",
                    (Choice("rest", "safety.pause"), Choice("done", "safety.end")),
                    tone=Tone.EMERGENCY,
                    contacts=("emergency",),
                    site_notes=("security",),
                ),
                State("safety.pause", (Choice("done", "safety.end"),)),
                State("safety.end"),
            ),
        ),
    ),
    outcome=OutcomeSpec(results=(("settled", Always()),)),
)

LIBRARY: Final = Library({flow.id: compiled(flow) for flow in (TALK, SAFETY)}, languages=("en", "es"))

WORDS: Final = """\
talk:
  hello:
    title: Before you ask
    say: We see everyone alone.
    choices: {yes: We are alone, no: Not alone}
  work:
    title: Work
    say:
      - Is there anything about your work that worries you?
      - You can pass on this.
    note: A nod is enough.
    why: Broad before narrow.
    choices: {stop: Enough for today}
  thanks:
    title: Never shown
    say: [Thank you for telling me.]
    note: [Wait a moment.]
    why: Never shown.
  help:
    title: What would help
    note: Let them point.
    choices: {none: Nothing right now, shelter: A place to stay}
  end:
    title: Finished
    note: Close the door softly.
safety:
  now:
    title: Act now
    note: [1. Stay with them., 2. Call security.]
    choices: {rest: They need a break, done: Settled}
  pause: {title: Take a moment, say: Let us rest., choices: {done: Ready}}
  end: {title: Settled, note: Well done.}
lifecycle:
  covered: {title: Hand hygiene, note: Wash for twenty seconds., choices: {resume: Next page}}
  away: {title: Parked, note: Your place is kept., choices: {resume: Go on}}
  idle: {title: Ready when you are}
  ended: {title: Nothing is open}
  stopped: {title: Closed, say: You can come back.}
  expired: {title: Closed too}
choice: {yes: Yes, no: No, unsure: Not sure}
interrupt:
  danger: Danger
  pause: Take a break
  cover: Someone walked in
  away: Called away
  back: Back
  edit: Change an answer
  matters: What matters
  resume: Go on
  language: Language
  stop: Close and forget
notice:
  already_open: One is open.
  back_where_we_were: Back where you were.
  dropped: "No longer needed: {cards}."
  edit: Answer it again.
  flow_changed: "Please look again: {cards}"
  flow_gone: It is gone.
  flow_unknown: There is none of that name.
  language_unknown: Not ready in that language.
  matter_unknown: Not on the list.
  not_answered_yet: No answer there yet.
  not_now: Not right now.
  not_offered: Not on this card.
  nothing_before: This is the first card.
  only_if_alone: Only if you are alone.
  stale: An earlier card.
  unknown: That matched no answer.
  private: Leave out who it is.
topic: {work: Work}
need: {shelter: A place to stay}
result: {came_up: Topics that came up, offered: Offer made, settled: Settled, stopped: Closed, expired: Closed late}
step: {call_again: Call again.}
ui:
  card: Card {card} of about {total}
  banner_demo: Demonstration
  banner_draft: "{name}: a draft"
  not_set: "{label}: not set at this site, check locally."
  not_current: "{label}: past its date, check locally."
  reached: "{label}: {extension}"
  check_locally: "Check locally: {name}. Ask {who}."
  no_state_line: "{said} Ask {who}."
  law_unreviewed: "{text} Not reviewed."
  law_reviewed: "{text} Reviewed by {role}, {date}."
  law_check: "Check locally: {text} Ask {who}."
  law_past: "Past its date: {text}. Ask {who}."
  no_contact: "Nothing in date for {need}. Ask {who}."
  not_called: from published sources, not yet called
  called: called on {date}
  not_checked_since: not checked since {date}
  reach_phone: Call {number}
  reach_sms: Text {number}
  reach_sms_word: Text {word} to {number}
  reach_tty: TTY {number}
  reach_chat: Chat {address}
  reach_web: Web {address}
  reach_extension: Extension {number}
  site_duty: Duty to report
  site_child_lead: Child-protection lead
  site_security: Security
  site_social_work: Social work
  site_interpreter_line: Interpreter line
  site_supervisor: Supervisor
  for_ages: "{from_age} to {to_age}."
  for_emergency: an emergency
  for_crisis: a crisis
  for_hotline: a national line
  for_child_protection: child protection
  for_adult_protection: adult protection
  for_law_enforcement: the police
  untranslated: Not all in your language yet.
  untranslated_patient: Not in their language yet.
"""

SPANISH: Final = """\
talk:
  hello: {title: Antes de preguntar, say: Vemos a todos a solas.}
  work: {say: ["¿Le preocupa algo de su trabajo?"]}
ui: {card: "Tarjeta {card} de unas {total}"}
"""

NATIONAL: Final = """\
us-line:
  name: National line
  country: US
  categories: [hotline, shelter]
  operator: An example
  channels:
    phone: {number: 1-202-555-0101, dial: "+12025550101"}
    sms: {number: 202-555-0102, word: HELLO}
    chat: https://example.org/chat
  hours: Always
  languages: Many
  what_happens: A person answers.
  confidentiality: Ask them first.
  sources:
    - {url: https://example.org/a, title: One, publisher: example.org, shows: [phone, sms]}
    - {url: https://example.com/b, title: Two, publisher: example.com, date: "2026", shows: [phone, sms]}
    - {url: https://example.net/c, title: Three, publisher: example.net, shows: [phone, chat]}
    - {url: https://example.edu/d, title: Four, publisher: example.edu}
  verified_count: 3
  source_read_on: 2026-11-22
  called_on: ""
  expires_on: 2027-02-20
us-help:
  name: Emergency number
  country: US
  categories: [emergency]
  channels: {phone: {number: 202-555-0111}}
  hours: Always
  languages: Many
  what_happens: They come.
  confidentiality: Police may come.
  sources:
    - {url: https://example.org/a, title: One, publisher: example.org, shows: [phone]}
    - {url: https://example.com/b, title: Two, publisher: example.com, shows: [phone]}
  verified_count: 2
  source_read_on: 2026-11-22
  expires_on: 2027-02-20
us-alone:
  name: Seen once
  country: US
  categories: [hotline]
  operator: An example
  channels: {phone: {number: 202-555-0103}}
  hours: Always
  languages: Many
  what_happens: Nobody knows.
  confidentiality: Nobody knows.
  sources: [{url: https://example.org/a, title: One, publisher: example.org, shows: [phone]}]
  verified_count: 1
  status: single-source
  source_read_on: 2026-11-22
  expires_on: 2027-02-20
"""

DEMONSTRATION: Final = "name: Demonstration\ndemonstration: yes\ncountry: US\n"

LIVE: Final = """\
name: Riverside clinic
demonstration: no
country: US
state: OH
languages: [en, es]
roles:
  security: {label: Security desk, extension: "4400"}
  social_work: {label: Social work, extension: "4410"}
  interpreter_line: {label: Interpreters, extension: "4420"}
  child_protection_lead: {label: Child lead, extension: "4430"}
  supervisor: {label: Charge nurse, extension: "4440"}
duty:
  text: Harm to a child is reported to the county.
  reviewed_on: 2026-11-01
  reviewed_by_role: legal office
  expires_on: 2027-02-01
local_contacts:
  house:
    name: The house
    country: US
    categories: [shelter, legal]
    channels: {phone: {number: 202-555-0121, dial: "+12025550121"}, extension: "4450"}
    hours: Nights
    languages: English
    what_happens: They keep a bed.
    confidentiality: No name needed.
    called_on: 2026-11-20
    called_by_role: social work
    expires_on: 2027-01-15
  county:
    name: County office
    country: US
    categories: [child_protection]
    channels: {phone: {number: 202-555-0122, dial: "+12025550122"}}
    hours: Days
    languages: English
    what_happens: They take the report.
    confidentiality: They know who calls.
    called_on: 2026-11-20
    called_by_role: social work
    expires_on: 2027-02-10
options: {counts: yes, cover_after_seconds: 60}
"""


def made(text: str = SPANISH, source: str = WORDS) -> Translation:
    """The translation of this text, in the shape of the source, made from the source as it is."""
    of = catalog.parse(source).entries["en"]
    said = wordfile.entries_of(strict.parse(text, "es.yaml"))
    entries = {key: Translated(entry.lines, fingerprint(of[key].lines), entry.line) for key, entry in said.items()}
    return Translation("es.yaml", Head(language="es", name="Español"), entries)


def words(site_text: str = DEMONSTRATION, today: date = TODAY, spanish: bool = False) -> Presenter:
    """A presenter over these samples."""
    spoken = catalog.parse(WORDS)
    if spanish:
        spoken = freshness.spoken(spoken, made())
    return presenter(LIBRARY, spoken, site.parse(site_text, TODAY), contacts.parse(NATIONAL), today)


def after(*events: ev.Event, flow: str = "talk") -> tuple[Session | None, Screen]:
    """The session and screen that these events lead to, from the beginning of a flow, with the plain presenter."""
    session, shown = held(words(), ev.Begin(flow), *events)
    return session, shown


def held(presented: Presenter, *events: ev.Event) -> tuple[Session | None, Screen]:
    """The session and screen that these events lead to."""
    session: Session | None = None
    view = None
    for event in events:
        session, view = step(LIBRARY, session, event)
    assert view is not None
    return session, screen(view, presented)


def said(*choices: str) -> list[ev.Event]:
    """These answers, as events."""
    return [ev.Answer(choice) for choice in choices]
