"""What a published file says that Storybank does not keep: field by field, with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from storybank.core.text import squeeze

KEPT = ""
ABOUT_THE_FILE = "."
PERSON = "It holds people's names, e-mail addresses or telephone numbers, and none are kept."
CHOOSING = "It is about how the supplier was chosen, not about what was promised."
PAYING = "Storybank does not follow payments."
PUBLISHED = "Documents stay where they are published."
STEPS = "Storybank has promises, not milestones. What a milestone promises can be added by hand."
WORDS = "Storybank keeps the title; the longer description stays with the notice."
ADDRESS = "Storybank keeps who the parties are, not where their offices stand."
STANDING = "Storybank goes by the dates of a contract, not by the standing it was published with."
RATED = "Ratings are written in a review, by a person with a reason."
FAILED = "A failure to perform is written down as a shortfall, by a person, with its notice."
CHANGED = (
    "Only what the contract says now is taken. A change of a promise is shown as a difference."
)
UNKNOWN = "Storybank has no place for it."

PERIOD = {"startDate": KEPT, "endDate": KEPT, "maxExtentDate": KEPT, "durationInDays": KEPT}
PERIOD["durationInMonths"] = KEPT
VALUE = {"amount": KEPT, "currency": KEPT, "amountGross": KEPT, "amountNet": KEPT}
OBSERVATION: dict[str, Any] = {
    "id": KEPT,
    "period": PERIOD,
    "value": VALUE,
    "measure": KEPT,
    "unit": {"name": KEPT, "id": KEPT, "scheme": KEPT, "uri": ABOUT_THE_FILE},
    "dimensions": {"*": KEPT},
    "notes": KEPT,
    "storybank": {"*": KEPT},
    "measureClassification": RATED,
    "relatedImplementationMilestone": STEPS,
}
METRIC: dict[str, Any] = {
    "id": KEPT,
    "title": KEPT,
    "description": KEPT,
    "observations": OBSERVATION,
    "storybank": {"*": KEPT},
}
PARTY_NAMED = {"id": KEPT, "name": KEPT}
CRITERIA: dict[str, Any] = {
    "criteria": {"name": KEPT, "description": KEPT, "numbers": KEPT, "type": CHOOSING},
    "description": CHOOSING,
    "weightingDescription": CHOOSING,
}
LOT: dict[str, Any] = {
    "id": KEPT,
    "title": KEPT,
    "value": VALUE,
    "contractPeriod": PERIOD,
    "awardCriteria": CRITERIA,
    "description": WORDS,
    "status": STANDING,
    "suitability": CHOOSING,
    "options": "Options are in the day it may be extended to, where the file gives one.",
    "hasOptions": "Options are in the day it may be extended to, where the file gives one.",
    "renewal": "Extensions are in the day it may be extended to, where the file gives one.",
    "hasRenewal": "Extensions are in the day it may be extended to, where the file gives one.",
    "submissionTerms": CHOOSING,
    "techniques": CHOOSING,
    "selectionCriteria": CHOOSING,
    "suppliers": CHOOSING,
}
ITEMS = {
    "deliveryAddresses": {"region": KEPT, "locality": KEPT, "*": ADDRESS},
    "*": "What is bought is told by the contract's title and category.",
}
TENDER: dict[str, Any] = {
    "id": KEPT,
    "title": KEPT,
    "description": WORDS,
    "status": STANDING,
    "legalBasis": {"id": KEPT, "scheme": KEPT, "uri": ABOUT_THE_FILE, "description": KEPT},
    "specialRegime": KEPT,
    "mainProcurementCategory": KEPT,
    "contractPeriod": PERIOD,
    "lots": LOT,
    "items": ITEMS,
    "targets": METRIC,
    "awardCriteria": CRITERIA,
    "procuringEntity": PARTY_NAMED,
    "documents": PUBLISHED,
    "milestones": STEPS,
    "value": "This is the value expected before the contract was let; the contract's own is kept.",
    "minValue": CHOOSING,
    "aboveThreshold": CHOOSING,
    "suitability": CHOOSING,
    "classification": "What is bought is told by the contract's title and category.",
    "amendments": CHANGED,
    "riskDetails": UNKNOWN,
    "procurementMethodDetails": KEPT,
    "*": CHOOSING,
}
AWARD: dict[str, Any] = {
    "id": KEPT,
    "title": KEPT,
    "buyer": PARTY_NAMED,
    "suppliers": PARTY_NAMED,
    "contractPeriod": PERIOD,
    "value": VALUE,
    "relatedLots": KEPT,
    "mainProcurementCategory": KEPT,
    "agreedMetrics": METRIC,
    "status": STANDING,
    "date": "The day of the decision is not kept; the day of signing is, where the file gives one.",
    "items": ITEMS,
    "description": WORDS,
    "documents": PUBLISHED,
    "milestones": STEPS,
    "subcontracting": "Storybank keeps who holds the contract, not whom they pay in turn.",
    "amendments": CHANGED,
    "datePublished": ABOUT_THE_FILE,
    "standstillPeriod": CHOOSING,
    "aboveThreshold": CHOOSING,
    "assessmentSummariesDateSent": CHOOSING,
    "eligibilityCriteria": CHOOSING,
}
CONTRACT: dict[str, Any] = {
    "id": KEPT,
    "awardID": KEPT,
    "buyer": PARTY_NAMED,
    "title": KEPT,
    "period": PERIOD,
    "value": VALUE,
    "dateSigned": KEPT,
    "relatedLots": KEPT,
    "agreedMetrics": METRIC,
    "storybank": {"*": KEPT},
    "noAgreedMetricsRationale": "It says why no measures were published, which is no promise.",
    "status": STANDING,
    "description": WORDS,
    "items": ITEMS,
    "documents": PUBLISHED,
    "milestones": STEPS,
    "amendments": CHANGED,
    "proposedAmendments": CHANGED,
    "aboveThreshold": CHOOSING,
    "relatedProcesses": "Storybank does not follow a contract into other procurements.",
    "implementation": {
        "metrics": METRIC,
        "transactions": PAYING,
        "milestones": STEPS,
        "documents": PUBLISHED,
        "performanceFailures": FAILED,
        "charges": PAYING,
        "*": UNKNOWN,
    },
}
PARTY: dict[str, Any] = {
    "id": KEPT,
    "name": KEPT,
    "identifier": {
        "scheme": KEPT,
        "id": KEPT,
        "legalName": KEPT,
        "uri": ABOUT_THE_FILE,
        "*": UNKNOWN,
    },
    "roles": KEPT,
    "additionalIdentifiers": "One number of a register is enough to know an organisation by.",
    "address": ADDRESS,
    "contactPoint": PERSON,
    "additionalContactPoints": PERSON,
    "persones": PERSON,
    "beneficialOwners": PERSON,
    "control": PERSON,
    "memberOf": "Storybank keeps who the parties are, not what they belong to.",
    "details": "What kind of body a party is has no place here yet.",
    "roleDetails": UNKNOWN,
}
RELEASE: dict[str, Any] = {
    "ocid": KEPT,
    "id": ABOUT_THE_FILE,
    "date": KEPT,
    "tag": ABOUT_THE_FILE,
    "language": ABOUT_THE_FILE,
    "initiationType": ABOUT_THE_FILE,
    "links": ABOUT_THE_FILE,
    "buyer": PARTY_NAMED,
    "parties": PARTY,
    "tender": TENDER,
    "awards": AWARD,
    "contracts": CONTRACT,
    "planning": "It is about what was planned before there was a contract.",
    "bids": CHOOSING,
    "complaints": CHOOSING,
    "relatedProcesses": "Storybank does not follow a contract into other procurements.",
    "description": WORDS,
}


class LeftOut:
    """Gathers over all processes of a file what is said and not kept."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()
        self._of_the_file: set[str] = set()

    def look(self, release: Mapping[str, Any]) -> None:
        """Note what one merged release says that is not kept."""
        self._look(release, RELEASE, "")

    def notices(self) -> list[str]:
        """One line a field: its name, how often it is there, and why it was left out."""
        lines = []
        for (name, reason), count in sorted(self._counts.items()):
            times = f" ({count:,} times)" if count > 1 else ""
            lines.append(f"“{name}”{times} was left out. {reason}")
        if self._of_the_file:
            names = ", ".join(f"“{name}”" for name in sorted(self._of_the_file))
            lines.append(f"{names}: left out. This is about the publication, not the contract.")
        return lines

    def _look(self, found: Any, known: Mapping[str, Any], place: str) -> None:
        if isinstance(found, list):
            for one in found:
                self._look(one, known, place)
            return
        if not isinstance(found, dict):
            return
        for key, value in found.items():
            if value is None or value in ("", [], {}):
                continue
            reason = known.get(key, known.get("*", UNKNOWN))
            name = squeeze(f"{place}.{key}" if place else str(key))
            if isinstance(reason, dict):
                self._look(value, reason, name)
            elif reason == ABOUT_THE_FILE:
                self._of_the_file.add(name)
            elif reason != KEPT:
                self._counts[name[:120], reason] += 1
