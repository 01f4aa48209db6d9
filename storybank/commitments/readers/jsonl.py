"""Contracts as data: one JSON object a line (.jsonl), with its commitments in it."""

from __future__ import annotations

from collections.abc import Mapping

from storybank.commitments.models import (
    Additionality,
    CommitmentKind,
    ContractCategory,
    ContractKind,
    Regime,
)
from storybank.commitments.readers.result import (
    ReadCommitment,
    ReadContract,
    ReadContracts,
    ReadDelivery,
    amount_or_none,
    choice_or_none,
    day_or_none,
    each_once,
    figures_of,
    needed,
    slugs,
    yes_or_none,
)
from storybank.core.text import normalise_text, squeeze
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
        kind=choice_or_none("kind", _words(record, "kind"), ContractKind),
        category=choice_or_none("category", _words(record, "category"), ContractCategory),
        regime=choice_or_none("regime", _words(record, "regime"), Regime),
        is_people_service=_yes(record, "people_service"),
        department=_words(record, "department"),
        place=_words(record, "place"),
        framework=_words(record, "framework"),
        may_extend_to=day_or_none("may_extend_to", _words(record, "may_extend_to")),
        signed_on=day_or_none("signed_on", _words(record, "signed_on")),
        ask=_lines(record, "ask"),
        lots=_lots(record),
        owner=_words(record, "owner"),
        deputy=_words(record, "deputy"),
        ocid=_words(record, "ocid"),
        ocds_ids=each_once([_words(record, "ocds_id")]),
        supplier_identifier=_words(record, "supplier_identifier"),
    )


def _commitment(item: object) -> ReadCommitment:
    if not isinstance(item, dict):
        raise BadValueError("commitments", "It is not a JSON object.", "Write it between { and }.")
    text = needed("text", _words(item, "text"))
    given = {
        name: "none" if name in item and item[name] is None else _words(item, name)
        for name in ("quantity", "due_on")
    }
    figures = figures_of(text, given["quantity"], _words(item, "unit"), given["due_on"])
    return ReadCommitment(
        ref=needed("ref", _words(item, "ref")),
        text=text,
        themes=slugs(_list(item, "themes")),
        quantity=figures.quantity,
        unit=figures.unit,
        due_on=figures.due_on,
        guessed=figures.guessed,
        tender_quantity=amount_or_none("tender_quantity", _words(item, "tender_quantity")),
        kind=choice_or_none("kind", _words(item, "kind"), CommitmentKind),
        additionality=choice_or_none("additionality", _words(item, "additionality"), Additionality),
        beneficiaries=_lines(item, "beneficiaries"),
        baseline=_lines(item, "baseline"),
        story_question=_lines(item, "story_question"),
        verifiable_by=_lines(item, "verifiable_by"),
        verifiable_from=_lines(item, "verifiable_from"),
        descriptors=tuple(squeeze(one) for one in _list(item, "descriptors")),
        items=each_once(_list(item, "framework_items")),
        ocds_id=_words(item, "ocds_id"),
        deliveries=tuple(_delivery(one) for one in _objects(item, "deliveries")),
    )


def _delivery(item: Mapping[str, object]) -> ReadDelivery:
    starts, ends = (day_or_none(key, _words(item, key)) for key in ("from_on", "to_on"))
    if starts is None or ends is None or ends < starts:
        raise BadValueError(
            "deliveries",
            "A delivery has no whole period.",
            "Write from_on and to_on, the first and the last day.",
        )
    quantity = amount_or_none("quantity", _words(item, "quantity"))
    points = amount_or_none("points", _words(item, "points"))
    if quantity is None and (points is None or points not in range(6)):
        raise BadValueError(
            "deliveries", "A delivery has no number.", "Write a quantity, or points from 0 to 5."
        )
    return ReadDelivery(
        starts,
        ends,
        quantity,
        None if quantity is not None or points is None else int(points),
        _words(item, "source"),
    )


def _lots(record: Mapping[str, object]) -> tuple[Mapping[str, object], ...]:
    return tuple(
        {key: text for key in ("id", "title", "value") if (text := _words(one, key))}
        for one in _objects(record, "lots")
    )


def _objects(record: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    value = record.get(key) or []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise BadValueError(key, "It is not a list of objects.", "Write it like [{ }, { }].")
    return value


def _list(record: Mapping[str, object], key: str) -> list[str]:
    value = record.get(key) or []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise BadValueError(key, "It is not a list of words.", 'Write it like ["skills", "home"].')
    return value


def _yes(record: Mapping[str, object], key: str) -> bool | None:
    value = record.get(key)
    return value if isinstance(value, bool) else yes_or_none(key, _words(record, key))


def _lines(record: Mapping[str, object], key: str) -> str:
    value = record.get(key)
    return normalise_text(value) if isinstance(value, str) else _words(record, key)


def _words(record: Mapping[str, object], key: str) -> str:
    value = record.get(key)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BadValueError(key, "It is not text.", "Write it between quotation marks.")
    return " ".join(str(value).split())
