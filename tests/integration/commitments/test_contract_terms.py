"""What a contract keeps: its supplier under any spelling, and the edition it was let under."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import select

from storybank.accounts.queries import actor_of
from storybank.commitments import service
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.core.errors import NotAllowed, RuleBroken
from storybank.frameworks.models import Framework, FrameworkItem, FrameworkKind
from storybank.web.filters import day


@pytest.fixture
def manager(make):
    return make.user("contract_manager")


def test_supplier_is_known_by_its_number_under_another_name(make, manager):
    oak = make.organisation("supplier", "Oak Lane Care Ltd")
    number = {"supplier_identifier": "GB-COH:01234567"}
    make.contract(manager.organisation, supplier="Oak Lane Care Ltd", **number)
    other = make.contract(manager.organisation, supplier="OAK LANE CARE LIMITED", **number)
    among = make.contract(manager.organisation, supplier="Elm Trust; Oak Lane Care Ltd")
    stranger = make.contract(manager.organisation, supplier="Oak")
    assert (other.supplier_organisation_id, among.supplier_organisation_id) == (oak.id, oak.id)
    assert stranger.supplier_organisation_id is None


def test_contract_keeps_its_edition_while_promises_name_its_items(bank, make, manager):
    with make.session() as session:
        edition = session.exec(select(Framework).where(Framework.slug == "svm-2020")).one()
        item = session.exec(
            select(FrameworkItem).where(FrameworkItem.framework_id == edition.id)
        ).first()
    contract = make.contract(manager.organisation, framework=edition)
    make.commitment(contract, items=[item])
    with bank.database.writing() as session:
        held = session.get_one(Contract, contract.key)
        terms = replace(service.contract_terms_of(session, held), framework=None)
        with pytest.raises(RuleBroken, match="name items of the framework"):
            service.change_contract(
                session, actor_of(manager), contract=held, terms=terms, owner=None
            )


def test_contract_of_anothers_framework_or_organisation_is_refused(bank, make, manager):
    other = make.user("contract_manager")
    contract = make.contract(manager.organisation)
    with bank.database.writing() as session:
        theirs = Framework(
            kind=FrameworkKind.CHARTER,
            organisation_id=other.organisation_id,
            slug="charter",
            edition="1",
            title="Their charter",
        )
        session.add(theirs)
        session.flush()
        held = session.get_one(Contract, contract.key)
        terms = service.contract_terms_of(session, held)
        with pytest.raises(RuleBroken, match="one of your own frameworks"):
            service.change_contract(
                session,
                actor_of(manager),
                contract=held,
                terms=replace(terms, framework=theirs),
                owner=None,
            )
        with pytest.raises(NotAllowed):
            service.change_contract(
                session, actor_of(other), contract=held, terms=terms, owner=None
            )
        session.rollback()


def test_changed_days_value_and_supplier_are_told_on_the_contract_and_its_handover(
    bank, make, sign_in, manager
):
    contract = make.contract(manager.organisation, supplier="Elm", ends_on=date(2027, 3, 31))
    page = f"/contracts/{contract.public_id}"
    handover = f"/reviews{page}/handover"
    browser = sign_in(manager)
    assert "What was changed" not in browser.text(page) + browser.text(handover)
    for told in (
        {"ends_on": date(2028, 3, 31), "value": Decimal(1200)},
        {"value": Decimal("1200.000")},  # no change: the same, written otherwise
        {"supplier": "Oak", "value": None},
    ):
        with bank.database.transaction() as session:
            held = session.get_one(Contract, contract.key)
            terms = replace(service.contract_terms_of(session, held), **told)
            service.change_contract(
                session, actor_of(manager), contract=held, terms=terms, owner=manager
            )

    on = day(clock.today())
    moved = f"The last day was moved from 31 March 2027 to 31 March 2028 on {on}."
    changed = f"The supplier was changed from Elm to Oak on {on}."
    for text in (browser.text(page), browser.text(handover)):
        assert f"The value, £1,200, was taken out on {on}." in text
        assert text.index(changed) < text.index(moved)
        assert text.count("The value") == 2
