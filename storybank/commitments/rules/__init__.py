"""What contracts, commitments, their changes and deliveries must be. Pure."""

from storybank.commitments.rules.changes import (
    Lowering,
    check_reason,
    check_second_person,
    kept_beside,
    lowerings,
    may_be_no_lowering,
)
from storybank.commitments.rules.checking import (
    About,
    Question,
    Written,
    questions_of,
    written_of,
)
from storybank.commitments.rules.contracts import (
    check_contract,
    check_lots,
    check_own,
    check_people,
    lots_as_text,
    lots_in_text,
)
from storybank.commitments.rules.deliveries import (
    check_delivery,
    overlap,
    overlapping,
    question_of,
)
from storybank.commitments.rules.promises import (
    POINTS,
    check_commitment,
    check_terms,
    plain_value,
    tidy_descriptors,
    usual_additionality,
)
from storybank.commitments.rules.sizes import (
    LARGEST,
    LONGEST_NOTE,
    LONGEST_REFERENCE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    check_amount,
)

__all__ = [
    "LARGEST",
    "LONGEST_NOTE",
    "LONGEST_REFERENCE",
    "LONGEST_TEXT",
    "LONGEST_TITLE",
    "POINTS",
    "About",
    "Lowering",
    "Question",
    "Written",
    "check_amount",
    "check_commitment",
    "check_contract",
    "check_delivery",
    "check_lots",
    "check_own",
    "check_people",
    "check_reason",
    "check_second_person",
    "check_terms",
    "kept_beside",
    "lots_as_text",
    "lots_in_text",
    "lowerings",
    "may_be_no_lowering",
    "overlap",
    "overlapping",
    "plain_value",
    "question_of",
    "questions_of",
    "tidy_descriptors",
    "usual_additionality",
    "written_of",
]
