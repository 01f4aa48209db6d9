"""What a link must be, how strong it is as evidence, and what it says. Pure."""

from storybank.linking.rules.passages import (
    check_not_learning,
    check_passage,
    check_same_claim,
    check_same_contract,
    trim_passage,
)
from storybank.linking.rules.strength import (
    RUBRIC,
    Criterion,
    PassageFacts,
    SuggestedStrength,
    check_strengths,
    grade_words,
    suggest_strengths,
)
from storybank.linking.rules.telling import SentenceFacts, Telling, lacking_words, suggest_telling

__all__ = [
    "RUBRIC",
    "Criterion",
    "PassageFacts",
    "SentenceFacts",
    "SuggestedStrength",
    "Telling",
    "check_not_learning",
    "check_passage",
    "check_same_claim",
    "check_same_contract",
    "check_strengths",
    "grade_words",
    "lacking_words",
    "suggest_strengths",
    "suggest_telling",
    "trim_passage",
]
