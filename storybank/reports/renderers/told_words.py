"""What is said beside the words of a story in forms that hold plain text alone."""

from collections.abc import Iterator, Mapping
from datetime import date

from storybank.reports.pack.blocks import Told
from storybank.reports.renderers.references import FINDING_WORDS, STANCE_WORDS

GONE = {
    "taken_back": "These words were taken back.",
    "hidden": "These words may not be shown just now.",
}
"""What stands where words of a story stood."""
METHOD_WORDS = {
    "read": "by reading",
    "spoke": "by speaking with the storyteller",
    "saw_record": "by looking at a record",
    "site_visit": "on a visit",
}
CHANGE_NAMES = {"better": "better", "worse": "worse", "need": "need", "activity": "what was done"}
KNOWN = {
    "promise_ref": "Promise",
    "promise": "What was promised",
    "contract": "Contract",
    "stance": "",
    "claim": "Claim",
    "version": "Version of the story",
    "sha256": "SHA-256 of these words",
    "consent": "Permission",
    "chosen": "Chosen because",
}
"""What may be known of a passage, and how it is said, in this order."""
PARTS = {"before": "Before", "happened": "What happened", "now": "Now"}


def whose(told: Told) -> str:
    """Whose words they are, where and when: Amina, Moss Side, June 2026."""
    facts = told.facts
    who = str(facts.get("whose") or "A storyteller")
    if facts.get("told"):
        who += f" ({facts['told']})"
    return ", ".join(str(part) for part in (who, facts.get("place"), facts.get("when")) if part)


def how_verified(told: Told) -> str:
    """What an independent person found, by whom, how, when and why; empty where nobody looked."""
    facts = told.facts
    finding = str(facts.get("finding") or "")
    if not finding:
        return ""
    said = FINDING_WORDS.get(finding, finding)
    parts = [
        f"by {facts['verified_by']}" if facts.get("verified_by") else "",
        METHOD_WORDS.get(str(facts.get("method") or ""), ""),
        f"on {_day(str(facts['checked_on']))}" if facts.get("checked_on") else "",
    ]
    words = " ".join(part for part in (f"Checked: {said}", *parts) if part)
    reason = str(facts.get("reason") or "").strip()
    return f"{words}. Why: {reason}" if reason else f"{words}."


def codes_of(told: Told) -> str:
    """What the words were coded as: Connection (better); Getting about (worse)."""
    codes = told.facts.get("codes") or ()
    return "; ".join(f"{theme} ({CHANGE_NAMES.get(change, change)})" for theme, change in codes)


def known_of(told: Told) -> Iterator[tuple[str, str]]:
    """(name, value) of what else is known of a passage: its promise, version, permission."""
    facts: Mapping[str, object] = told.facts
    for name, words in KNOWN.items():
        value = facts.get(name)
        if value in (None, ""):
            continue
        if name == "stance":
            yield "It", STANCE_WORDS.get(str(value), str(value))
        elif name == "promise" and facts.get("promise_ref"):
            yield words, str(value)
        else:
            yield words, str(value)


def parts_of(told: Told) -> Iterator[tuple[str, str]]:
    """(name, words) of what stands of a journey: before, what happened, now."""
    for name, words in PARTS.items():
        value = told.facts.get(name)
        if value:
            yield words, str(value)


def _day(text: str) -> str:
    """A day as it is read: 3 June 2026."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day} {day:%B %Y}"
