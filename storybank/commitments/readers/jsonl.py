"""Contracts as data: one JSON object a line (.jsonl), with its commitments in it."""

from __future__ import annotations

from collections.abc import Mapping

from storybank.commitments.readers.quantity import find_due, find_quantity
from storybank.commitments.readers.result import (
    ReadCommitment,
    ReadContract,
    ReadContracts,
    amount_or_none,
    day_or_none,
    needed,
    slugs,
)
from storybank.core.uploads import (
    BadValueError,
    Problem,
    ReadLimits,
    read_json_lines,
    read_text_bytes,
)


def read(data: bytes, *, limits: ReadLimits) -> ReadContracts:
    """Read every line that holds a contract; a commitment that fails is told by its place."""
    contracts: dict[str, ReadContract] = {}
    problems: list[Problem] = []
    records = read_json_lines(read_text_bytes(data), limits=limits, problems=problems)
    for number, record in records:
        where = f"Line {number}"
        try:
            contract = _contract(record, where, problems)
            if contract.reference in contracts:
                raise BadValueError(
                    "id",
                    f"“{contract.reference}” is already on an earlier line.",
                    "Give every contract a reference of its own.",
                )
        except BadValueError as bad:
            problems.append(bad.problem(where))
        else:
            contracts[contract.reference] = contract
    return ReadContracts(tuple(contracts.values()), tuple(problems))


def _contract(record: Mapping[str, object], where: str, problems: list[Problem]) -> ReadContract:
    reference = needed("id", _words(record, "id") or _words(record, "reference"))
    title = needed("title", _words(record, "title"))
    listed = record.get("commitments", [])
    if not isinstance(listed, list):
        raise BadValueError(
            "commitments", "It is not a list.", "Write the commitments between [ and ]."
        )
    commitments: dict[str, ReadCommitment] = {}
    for place, item in enumerate(listed, start=1):
        try:
            commitment = _commitment(item)
            if commitment.ref in commitments:
                raise BadValueError(
                    "ref", f"“{commitment.ref}” is there twice.", "Give each a ref of its own."
                )
        except BadValueError as bad:
            problems.append(bad.problem(f"{where}, commitment {place}"))
        else:
            commitments[commitment.ref] = commitment
    return ReadContract(
        reference=reference,
        title=title,
        buyer=_words(record, "buyer"),
        supplier=_words(record, "supplier"),
        starts_on=day_or_none("starts_on", _words(record, "starts_on")),
        ends_on=day_or_none("ends_on", _words(record, "ends_on")),
        value=amount_or_none("value", _words(record, "value")),
        commitments=tuple(commitments.values()),
    )


def _commitment(item: object) -> ReadCommitment:
    if not isinstance(item, dict):
        raise BadValueError("commitments", "It is not a JSON object.", "Write it between { and }.")
    text = needed("text", _words(item, "text"))
    found = find_quantity(text)
    quantity = amount_or_none("quantity", _words(item, "quantity"))
    unit = _words(item, "unit")
    if quantity is None and found:
        quantity, unit = found[0], unit or found[1]
    themes = item.get("themes") or []
    if not isinstance(themes, list) or not all(isinstance(theme, str) for theme in themes):
        raise BadValueError(
            "themes", "It is not a list of words.", 'Write it like ["skills", "home"].'
        )
    return ReadCommitment(
        ref=needed("ref", _words(item, "ref")),
        text=text,
        themes=slugs(themes),
        quantity=quantity,
        unit=unit,
        due_on=day_or_none("due_on", _words(item, "due_on")) or find_due(text),
    )


def _words(record: Mapping[str, object], key: str) -> str:
    value = record.get(key)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BadValueError(key, "It is not text.", "Write it between quotation marks.")
    return " ".join(str(value).split())
