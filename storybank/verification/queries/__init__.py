"""Reading findings and rounds, what waits, and what storytellers and verifiers said."""

from storybank.verification.queries.conflicts import find_declaration, list_declarations
from storybank.verification.queries.figures import (
    RoundFigures,
    RoundItemAs,
    figures_of,
    list_sampled,
)
from storybank.verification.queries.findings import (
    FindingAs,
    checked_of,
    counts_still,
    find_verification,
    findings_as,
    is_against,
    list_made,
    verifications_of,
)
from storybank.verification.queries.member_checks import (
    count_unasked,
    list_questioned,
    list_unasked,
    member_checks_of,
)
from storybank.verification.queries.parts import (
    Parts,
    contracts_barred,
    parts_in_claim,
    parts_in_contract,
)
from storybank.verification.queries.register import (
    RegisterEntry,
    list_register,
    register_entries,
)
from storybank.verification.queries.rounds import (
    ROUND_SCOPE,
    Claim,
    RoundAs,
    count_closed_rounds,
    count_rounds,
    find_open_round,
    get_closed_round,
    get_contract_to_verify,
    get_round,
    last_number,
    list_closed_rounds,
    list_of_round,
    list_open_rounds_of,
    list_population,
    list_rounds,
)
from storybank.verification.queries.waiting import (
    count_waiting,
    list_contracts_waiting,
    list_waiting,
)

__all__ = [
    "ROUND_SCOPE",
    "Claim",
    "FindingAs",
    "Parts",
    "RegisterEntry",
    "RoundAs",
    "RoundFigures",
    "RoundItemAs",
    "checked_of",
    "contracts_barred",
    "count_closed_rounds",
    "count_rounds",
    "count_unasked",
    "count_waiting",
    "counts_still",
    "figures_of",
    "find_declaration",
    "find_open_round",
    "find_verification",
    "findings_as",
    "get_closed_round",
    "get_contract_to_verify",
    "get_round",
    "is_against",
    "last_number",
    "list_closed_rounds",
    "list_contracts_waiting",
    "list_declarations",
    "list_made",
    "list_of_round",
    "list_open_rounds_of",
    "list_population",
    "list_questioned",
    "list_register",
    "list_rounds",
    "list_sampled",
    "list_unasked",
    "list_waiting",
    "member_checks_of",
    "parts_in_claim",
    "parts_in_contract",
    "register_entries",
    "verifications_of",
]
