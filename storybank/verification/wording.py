"""What was verified, in words: never without who, when, how and how many. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from storybank.verification.models import Finding, Method

FINDING_WORDS = {
    Finding.PARTLY_UPHELD: "partly upheld",
    Finding.NOT_UPHELD: "not upheld",
    Finding.COULD_NOT_TELL: "could not be told",
}
METHOD_WORDS = {
    Method.READ: ("reading", "reading"),
    Method.SPOKE: ("conversation with the storyteller", "conversations with storytellers"),
    Method.SAW_RECORD: ("record seen", "records seen"),
    Method.SITE_VISIT: ("site visit", "site visits"),
}
MOST_NAMED = 3


@dataclass(frozen=True)
class Checked:
    """Findings added up: what came of them, how, by whom (person and body) and when.

    ``against``: claims upheld, wholly or in part, whose words speak against their promise.
    """

    findings: Mapping[Finding, int] = field(default_factory=dict)
    methods: Mapping[Method, int] = field(default_factory=dict)
    by: frozenset[tuple[str, str]] = frozenset()
    first_on: date | None = None
    last_on: date | None = None
    against: int = 0

    @property
    def total(self) -> int:
        """How many claims somebody independent looked at."""
        return sum(self.findings.values())

    def count(self, finding: Finding) -> int:
        """How many were found so."""
        return self.findings.get(finding, 0)


@dataclass(frozen=True)
class Coverage:
    """How much of a contract's claims a round looked at."""

    sampled: int
    population: int
    promises_sampled: int
    promises_claimed: int
    promises: int


def add_up(many: Iterable[Checked]) -> Checked:
    """Several sums as one."""
    findings: Counter[Finding] = Counter()
    methods: Counter[Method] = Counter()
    by: set[tuple[str, str]] = set()
    days: list[date] = []
    against = 0
    for one in many:
        against += one.against
        findings.update(one.findings)
        methods.update(one.methods)
        by |= one.by
        days += [day for day in (one.first_on, one.last_on) if day is not None]
    return Checked(
        dict(findings),
        dict(methods),
        frozenset(by),
        min(days, default=None),
        max(days, default=None),
        against,
    )


def say_verified(checked: Checked, *, claims: int | None = None, persons: bool = True) -> str:
    """Who verified what, when, how and how many, in a sentence or two.

    ``claims``: how many there are in all, to say what nobody has looked at. Without ``persons``
    only the bodies are named, as strangers read it.
    """
    if not checked.total:
        if not claims:
            return "There is no claim to verify yet."
        return f"Nobody independent has checked {_any_of(claims)} yet."
    parts = [f"{checked.count(Finding.UPHELD)} of {checked.total} upheld"]
    parts += [
        f"{checked.count(finding)} {words}"
        for finding, words in FINDING_WORDS.items()
        if checked.count(finding)
    ]
    said = ", ".join(
        [*parts, f"by {say_who(checked.by, persons=persons)}", say_how(checked.methods)]
    )
    said = f"Verified: {said}, {say_when(checked.first_on, checked.last_on)}."
    if checked.against:
        speaks = "speaks against its" if checked.against == 1 else "speak against their"
        said += f" {checked.against} of those upheld, at least in part, {speaks} promise."
    left = (claims or 0) - checked.total
    if left > 0:
        said += f" {left:,} more {'claim is' if left == 1 else 'claims are'} unchecked."
    return said


def say_coverage(covered: Coverage, *, checked: int | None = None) -> str:
    """How much was looked at, and that nobody looked at the rest."""
    said = (
        f"{covered.sampled:,} of {_claims(covered.population)}, about "
        f"{covered.promises_sampled} of {covered.promises} "
        f"promise{'' if covered.promises == 1 else 's'}"
    )
    if checked is not None and checked < covered.sampled:
        said += f"; {checked:,} of the {covered.sampled:,} checked"
    said += (
        ". In this round nobody looked at the rest."
        if covered.sampled < covered.population
        else "."
    )
    silent = covered.promises - covered.promises_claimed
    if silent > 0:
        said += f" {silent} promise{' has' if silent == 1 else 's have'} no claim to look at."
    return said


def say_who(by: Collection[tuple[str, str]], *, persons: bool = True) -> str:
    """Who verified: persons with their bodies, or the bodies alone."""
    bodies = sorted({body for _, body in by})
    if not persons:
        return _join(_few(bodies, "other bodies"))
    if len(bodies) == 1:
        return f"{_join(_few(sorted({name for name, _ in by}), 'others'))} of {bodies[0]}"
    return _join(_few([f"{name} of {body}" for name, body in sorted(by)], "others"))


def say_how(methods: Mapping[Method, int]) -> str:
    """How it was checked; everything is read, so reading is not counted."""
    said = []
    for method, (one, many) in METHOD_WORDS.items():
        count = methods.get(method, 0)
        if count:
            said.append(one if method is Method.READ else f"{count} {one if count == 1 else many}")
    return _join(said)


def say_when(first: date | None, last: date | None) -> str:
    """The months in which it was checked."""
    if first is None or last is None:
        return "on a day nobody wrote down"
    if (first.year, first.month) == (last.year, last.month):
        return f"{last:%B %Y}"
    if first.year == last.year:
        return f"{first:%B} to {last:%B %Y}"
    return f"{first:%B %Y} to {last:%B %Y}"


def _few(names: list[str], rest: str) -> list[str]:
    if len(names) <= MOST_NAMED:
        return names
    return [*names[: MOST_NAMED - 1], f"{len(names) - MOST_NAMED + 1} {rest}"]


def _join(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _claims(count: int) -> str:
    return f"{count:,} claim{'' if count == 1 else 's'}"


def _any_of(count: int) -> str:
    return "the one claim" if count == 1 else f"any of the {_claims(count)}"
