"""Twelve things that Waymark never claims, looked for in every word of every content file.

They are claims of fact: what a patient is, what a tool can do, whom the hotline tells. The lexicon judges manner. Here
a claim is found by its words in one sentence, in English and in Spanish, unless the sentence denies it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.present import strict
from bot.present.issues import ContentError, ContentIssue
from bot.present.strict import Document, Place, Value


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim that is refused: ``found`` finds it, ``unless`` in the same sentence lets it pass.

    ``files`` are the beginnings of file names where it may stand, since those tell place, people and source with it.
    """

    code: str
    found: re.Pattern[str]
    unless: re.Pattern[str] | None
    advice: str
    files: tuple[str, ...] = ()


DENIED: Final = r"\b(not|no|none|never|nothing|nobody|cannot|without|isn't|nor|nunca|ningun[oa]?|sin)\b"

_TOOL: Final = r"(RAFT|QYIT|SSCST|AHTST|TVIT|PEARR|CUES|CSE-IT)"
_DANGER_TOOL: Final = r"(ASQ|C-SSRS|PHQ-?2|PC-PTSD(-5)?|DA-?5|danger assessment|lethality|suicide (tool|screen\w*))"
_BODY: Final = (
    r"(HHS|NIMH|WHO|Vera|Columbia|Covenant House|FUTURES|CommonSpirit|Dignity Health|HEAL|Polaris|the author)"
)


def _claim(code: str, found: str, advice: str, unless: str = DENIED, files: tuple[str, ...] = ()) -> Claim:
    passing = re.compile(unless, re.IGNORECASE) if unless else None
    return Claim(code, re.compile(found, re.IGNORECASE), passing, advice, files)


CLAIMS: Final = (
    _claim(
        "claim-verdict",
        r"\b(is|are|was|were|been) (not )?(a )?((sex |labou?r )?traffick(ed|ing victim)|victim of|confirmed victim)"
        r"|\b(victim|trafficking|case|patient)s? ((has|have|is|are|was|were|been) )*(identified|confirmed|ruled out)"
        r"|\b(rules?|ruled) (out )?trafficking( out)?|\byou are (now )?safe\b|\bscreen(s|ed)? (positive|negative)"
        r"|\b(es|son|fue) (una )?v[ií]ctimas?\b|\bestá (usted )?a salvo\b"
        r"|\b(confirmad|descartad)[oa]s? (la |una )?trata",
        "Nobody is told what a patient is, or that they are safe: say what came up and what comes next.",
        unless=r"\b(if|whether|when|may|might|could|do not|does not|never|si|cuando|no está)\b",
        files=("facts",),
    ),
    _claim(
        "claim-validated",
        r"\b(validated|clinically proven|scientifically proven|validad[oa]s?)\b",
        "Own words, translations and a chat are not validated. Say nothing of it, or say that they are not.",
        files=("packs",),
    ),
    _claim(
        "claim-accuracy",
        r"\b(sensitivity|specificity|predictive value|PPV|NPV|false (positives?|negatives?)|accura(te|cy)"
        r"|sensibilidad|especificidad|valor predictivo)\b",
        "How well a tool did in a study says nothing of the person in the room.",
        files=("packs",),
    ),
    _claim(
        "claim-hundred",
        r"\b(RAFT\b.*\b100 ?(%|per ?cent)|100 ?(%|per ?cent) sensitiv\w*|finds (every|all) (victims?|cases?))",
        "That figure rests on 12 cases, with an exact interval from 73.5 percent: say both or leave it out.",
        unless=r"\b12\b.*\b73\.5\b",
    ),
    _claim(
        "claim-youth-screen",
        r"\b(SSCST|short screen for child)\b.*\b(labou?r|boys|every(one| child| patient)|universal\w*|all children)\b",
        "That screen is for sex trafficking, high-risk visits, and was built almost wholly with girls.",
    ),
    _claim(
        "claim-cut-off",
        rf"\b({_TOOL}|hotline)\b.*\b(cut-?offs?|thresholds?|score[sd]?)\b"
        r"|\b(cut-?off|threshold|score) of (1|6|one|six)\b",
        "No cut-off carries over to these words, and none is used.",
        files=("packs",),
    ),
    _claim(
        "claim-proven",
        r"\b(PEARR|CUES|universal education|telling everyone|screening|asking)\b.*"
        r"\b(proven|proves|proved|shown to (reduce|prevent|improve|save|protect)|works better|saves lives)\b",
        "No study shows that it changes what happens to people. Say why it is done.",
    ),
    _claim(
        "claim-danger-tool",
        rf"\b{_DANGER_TOOL}\b.*\btraffick\w*|\btraffick\w*\b.*\b{_DANGER_TOOL}\b",
        "Tools for suicide, trauma or a partner's violence measure no danger from a trafficker.",
    ),
    _claim(
        "claim-endorsed",
        rf"\b(endorsed|approved|recommended|certified|backed|avalad[oa]s?|aprobad[oa]s?) (by|por)\b.*\b{_BODY}\b"
        rf"|\b(in partnership with|on behalf of|en nombre de)\b.*\b{_BODY}\b|\bofficial {_TOOL}\b",
        "Nobody has endorsed this.",
    ),
    _claim(
        "claim-hotline",
        r"\b(run|operated|staffed) by polaris\b|\bpolaris (runs|operates)\b"
        r"|\bnot (linked|connected|tied) to (the )?(police|law enforcement|immigration)"
        r"|\b(never|will not|does not|won't|doesn't) (share|tell|report|pass on)\b.*\b(police|anyone|others|details)\b"
        r"|\b(hotline|helpline|line)\b.*\b(fully|completely|strictly|100%) (confidential|anonymous|private)\b",
        "The operator and its ways have changed: say who runs it, that it may have to tell, and when it was read.",
        unless=r"\b(ask|asks|unless|except|without (your|their) (consent|yes))\b",
    ),
    _claim(
        "claim-scare-figure",
        r"\b(seven|7)[- ]years?\b.*\b(life|live|alive|survive|die)|\blife expectancy\b|\b8[78](\.8)? ?(%|per ?cent)"
        r"|\baverage age\b.*\b(entry|enter\w*|recruit\w*)\b|\b(300,000|100,000) (american )?(children|minors|kids)\b",
        "That figure is repeated without support: leave it out.",
        unless="",
    ),
    _claim(
        "claim-duty",
        r"\b(you|clinicians|doctors|nurses|staff) (must|have to|are required to|are obliged to|need not) report\b"
        r"|\breport(s|ing)? (is|are|isn't|aren't) (not )?(mandatory|required|obligatory|optional)\b"
        r"|\bno (legal )?duty to report\b|\bmandated report(er|ing)s?\b"
        r"|\b(es|son) obligatori[oa]s? (denunciar|informar)",
        "Whether a report is due depends on the place: leave it to law.yaml and the site's note.",
        unless=r"\b(here|where you (are|work)|var(y|ies)|differs?|check|your (state|site|place)|local\w*|aquí|según)\b",
        files=("law", "facts", "countries"),
    ),
)
"""The claims of instruments.md, section 9, in its order."""

CODES: Final[Mapping[str, str]] = {claim.code: claim.advice for claim in CLAIMS}
"""What is refused here."""

UNSEEN: Final = frozenset({"sources", "sources_practice", "lexicon"})
"""Files that hold other people's titles, or the very words that are looked for."""

KINDS: Final = frozenset({"countries", "packs"})
"""Folders whose files are of one kind. A pack tells what was published on the very wording that it brings."""

MOST: Final = 20_000
"""Values and keys of the largest file there is, which is a translation."""

DEEPEST: Final = 8
"""How deep the deepest file is nested, which is a scenario for practice."""

OTHERS_WORDS: Final = frozenset({"sources", "url", "publisher"})
"""Fields that hold other people's words: titles and names of sources."""

_END: Final = re.compile(r"(?<=[.!?;])\s+")


def issues_of(document: Document) -> list[ContentIssue]:
    """Every claim in a content file."""
    stem = _stem(document.file)
    if stem in UNSEEN:
        return []
    return [
        ContentIssue(claim.code, document.file, document.line(place), f"{'.'.join(map(str, place))}: {claim.advice}")
        for place, text in texts(document.value)
        for claim in claimed(text)
        if not stem.startswith(claim.files or ("-",))
    ]


def claimed(text: str) -> Iterator[Claim]:
    """The claims that a text makes."""
    for sentence in _END.split(text):
        for claim in CLAIMS:
            if claim.found.search(sentence) and not (claim.unless and claim.unless.search(sentence)):
                yield claim


def texts(value: Value, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Every text of a file with its place, other people's words apart."""
    match value:
        case str():
            yield place, value
        case list():
            for index, inner in enumerate(value):
                yield from texts(inner, (*place, index))
        case dict():
            for key, inner in value.items():
                if key not in OTHERS_WORDS:
                    yield from texts(inner, (*place, key))


def issues_in(files: Iterable[Path]) -> list[ContentIssue]:
    """Every claim in these files; a file that cannot be read gives the issues of its reading."""
    found: list[ContentIssue] = []
    for file in files:
        try:
            found += issues_of(strict.read(file, MOST, DEEPEST))
        except ContentError as error:
            found += error.issues
    return found


def _stem(file: str) -> str:
    """The name that tells what a file holds: that of a folder of its kind, or its own."""
    path = Path(file)
    return next((part for part in path.parts if part in KINDS), path.stem)
