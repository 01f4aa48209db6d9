"""Finding what a list names: contracts by their reference, statements by language and number."""

import re
from collections import defaultdict
from collections.abc import Callable

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.commitments.models import Contract
from storybank.commitments.queries import list_contracts_to_choose
from storybank.core.errors import RuleBroken
from storybank.core.text import squeeze
from storybank.intake.models import ConsentStatement
from storybank.intake.queries import list_statements

FindContract = Callable[[str], Contract]
FindStatement = Callable[[str], ConsentStatement]


def contract_finder(session: Session, actor: Actor) -> FindContract:
    """Find contracts by reference among those the actor may choose; looked up once.

    What is returned raises RuleBroken where no contract, or more than one, has the reference.
    """
    by_reference: dict[str, list[Contract]] = defaultdict(list)
    for contract in list_contracts_to_choose(session, actor):
        by_reference[contract.reference.strip().casefold()].append(contract)

    def _find(reference: str) -> Contract:
        found = by_reference.get(reference.strip().casefold(), [])
        if len(found) == 1:
            return found[0]
        if found:
            raise RuleBroken(
                f"More than one contract has the reference “{reference}”. Leave it empty in the "
                "file, and choose the contract as you send it.",
                field="contract",
            )
        raise RuleBroken(
            f"There is no contract “{reference}” that you can send stories for. Check the "
            "reference, or leave it empty.",
            field="contract",
        )

    return _find


def statement_finder(session: Session, organisation_id: int) -> FindStatement:
    """Find what storytellers were shown by its words in a list, such as ``en easy-read 2``.

    What is returned raises RuleBroken where there is none.
    """
    known = {
        _folded(statement_name(one)): one
        for one in list_statements(session, organisation_id, retired=True)
    }

    def _find(words: str) -> ConsentStatement:
        found = known.get(_folded(words))
        if found is None:
            raise RuleBroken(
                f"There is no statement “{words[:40]}”. Write its language and number, such as "
                "en 1, or leave it empty.",
                field="statement",
            )
        return found

    return _find


def statement_name(statement: ConsentStatement) -> str:
    """How a list names a statement: ``en 1``, ``en easy-read 2``."""
    easy = " easy-read" if statement.is_easy_read else ""
    return f"{statement.language}{easy} {statement.number}"


def _folded(words: str) -> str:
    folded = re.sub(r"[\s,_-]+", " ", squeeze(words).casefold())
    return re.sub(r" (?:version|number|v)? ?(\d+)$", r" \1", folded).strip()
