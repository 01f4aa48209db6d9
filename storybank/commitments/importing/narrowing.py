"""Choosing among the contracts that a file holds."""

from collections.abc import Collection
from dataclasses import replace

from storybank.commitments.readers import ReadContract, ReadContracts


def narrowed(
    read: ReadContracts, *, contracts: Collection[str] = (), buyer: str = ""
) -> ReadContracts:
    """Only the contracts of this buyer, and of these references or ids in the file; all if empty.

    Problems and notices stay: they are about the file.
    """
    wanted = {one.casefold().strip() for one in contracts if one.strip()}
    body = buyer.casefold().strip()
    kept = tuple(
        one
        for one in read.contracts
        if (not wanted or wanted & _names(one)) and (not body or body in one.buyer.casefold())
    )
    return replace(read, contracts=kept)


def _names(read: ReadContract) -> set[str]:
    return {one.casefold() for one in (read.reference, read.ocid, *read.ocds_ids) if one}
