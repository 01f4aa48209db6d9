"""Who is missing from a report: stories that cannot stand in it, contracts nobody speaks of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from storybank.commitments.models import Contract
from storybank.commitments.queries import Promise
from storybank.intake.models import Purpose
from storybank.reports.pack.material import Material
from storybank.reports.queries.missing import NotHere, list_not_here
from storybank.reports.rules import Stage, Wanted


@dataclass(frozen=True)
class Missing:
    """What is not heard in a report.

    ``held_back``: stories whose tellers have not allowed it. ``waiting``: allowed, but a person
    here has still to do something first. ``unattached``: allowed, and of no contract yet.
    ``undated``: allowed, but nobody knows whether they were told in the period. ``learning``:
    shared for learning alone. ``unheard``: contracts of the report that nobody in it speaks of.
    ``silent``: promises that nobody speaks for or against.
    """

    held_back: int
    waiting: int
    unattached: int
    undated: int
    learning: int
    unheard: tuple[Contract, ...]
    silent: tuple[Promise, ...]

    @property
    def nobody(self) -> bool:
        """Whether nothing is missing, as far as anybody can count."""
        return not (self.held_back or self.waiting or self.undated or self.unheard)


def find_missing(material: Material) -> Missing:
    """Who is missing from this report. One statement."""
    asked = material.asked
    rows = list_not_here(
        material.session,
        [one.key for one in material.contracts],
        asked.period,
        asked.purpose,
        by_place=bool(material.places),
    )
    named = material.tree.place_of_each({one.place for one in rows}) if material.places else {}
    here = [one for one in rows if _lies_within(material, one, named.get(one.place))]
    own = [one for one in here if one.contract_id is not None]
    accepted = sum(one.accepted for one in own)
    held_back = sum(one.held_back for one in own)
    heard = material.heard
    return Missing(
        held_back=held_back,
        waiting=max(accepted - held_back - int(heard.story.size), 0)
        if asked.purpose is not Purpose.OTHER_BODIES
        else 0,
        # Of a report on one contract nobody can say that these would belong to it.
        unattached=sum(one.accepted for one in here if one.contract_id is None)
        if asked.contract is None and not asked.supplier and not asked.department
        else 0,
        undated=sum(one.undated for one in own),
        learning=sum(one.learning for one in own),
        unheard=_unheard(material),
        silent=tuple(material.promises_at(Wanted(stage=Stage.SILENT))),
    )


def _lies_within(material: Material, one: NotHere, named: int | None) -> bool:
    if not material.places:
        return True
    contract = material.contract_of.get(one.contract_id or 0)
    return (named or (contract.place_id if contract else None)) in material.places


def _unheard(material: Material) -> tuple[Contract, ...]:
    """Contracts that promise something here, and that no story of the report is about."""
    with_voice = set(np.unique(material.heard.contract).tolist())
    if not material.places and material.asked.framework is None:
        return tuple(one for one in material.contracts if one.key not in with_voice)
    promising = {one.contract_id for one in material.promises}
    return tuple(
        one for one in material.contracts if one.key in promising and one.key not in with_voice
    )
