"""Every address in a report is that of a page which whoever reads the report may open."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from storybank.accounts.models import User
from storybank.reports.models import ReportKind
from storybank.reports.pack.blocks import Listed, Pack, Table
from storybank.reports.pack.kinds import build_pack
from storybank.reports.rules import Asked
from tests.factories.bank import Factory
from tests.web_client import CheckingClient

ABOUT_ANYTHING = (
    ReportKind.BOARD_PACK,
    ReportKind.SOCIAL_VALUE_BUDGET,
    ReportKind.WHO_IS_MISSING,
    ReportKind.LEARNING_LOG,
    ReportKind.PLAN_ON_A_PAGE,
)
ABOUT_ONE = (ReportKind.EVIDENCE_PACK, ReportKind.SUPPLIER)


def addresses(pack: Pack) -> Iterator[str]:
    """Where the lines and cells of a pack lead."""
    for section in pack.every_section():
        for block in section.blocks:
            if isinstance(block, Listed):
                yield from (one.href for one in block.items if one.href)
            elif isinstance(block, Table):
                yield from (one.href for row in block.rows for one in row if one.href)


@pytest.fixture
def manager(make: Factory) -> User:
    return make.user("contract_manager", "board_reader", organisation=make.organisation())


def test_every_line_of_a_report_that_leads_somewhere_leads_to_a_page(
    make: Factory, sign_in: Callable[[User], CheckingClient], manager: User
) -> None:
    contract = make.contract(manager.organisation, supplier="Marsden Bay", department="Housing")
    spoken, _silent = (make.commitment(contract, one) for one in ("connection", "money"))
    story = make.story(manager, contract=contract)
    make.link(manager, story, spoken)
    client = sign_in(manager)
    found: dict[str, ReportKind] = {}
    with make.session() as session:
        actor = make.actor(manager)
        for kind in (*ABOUT_ANYTHING, *ABOUT_ONE):
            asked = Asked(
                kind=kind,
                contract=contract if kind is ReportKind.EVIDENCE_PACK else None,
                supplier="Marsden Bay" if kind is ReportKind.SUPPLIER else "",
            )
            found |= dict.fromkeys(addresses(build_pack(session, actor, asked)), kind)

    assert f"/contracts/commitments/{spoken.public_id}" in found
    for address, kind in found.items():
        page = address.split("#")[0]
        assert client.get(page, follow_redirects=True).status_code == 200, (kind, address)
