"""What the pages of reviews share: their blueprint, the frame of a contract, a plain form."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from storybank.commitments.models import Commitment, Contract
from storybank.commitments.queries import get_commitment, get_contract
from storybank.web.auth import current_actor
from storybank.web.contract_contents import contract_contents
from storybank.web.forms.base import PlainForm
from storybank.web.session import current_session

pages = Blueprint("reviews", __name__, url_prefix="/reviews")

Page = str | tuple[str, int] | Response


def own_contract(contract_id: UUID) -> Contract:
    """The contract of the address, if the reader may read it.

    Raises:
        NotFound: there is none for this reader.
    """
    return get_contract(current_session(), current_actor(), contract_id)


def own_commitment(commitment_id: UUID) -> tuple[Commitment, Contract]:
    """The promise of the address and its contract, if the reader may read them.

    Raises:
        NotFound: there is none for this reader.
    """
    return get_commitment(current_session(), current_actor(), commitment_id)


def contract_page(name: str, contract: Contract, **context: Any) -> str:
    """A page of a contract, with the list of the contract's pages beside it."""
    contents = contract_contents(contract, current_actor())
    return render_template(f"reviews/{name}.html", contract=contract, contents=contents, **context)


def form_page(
    form: PlainForm,
    *,
    heading: str,
    back: str,
    button: str,
    contract: Contract | None = None,
    lead: str = "",
    about: str = "",
    hints: Mapping[str, Mapping[str, str]] | None = None,
) -> tuple[str, int]:
    """A page with one form. What was sent and not kept is answered as such, with every word.

    ``about`` is what the form is about, shown above it; ``hints`` say by field what a choice
    means.
    """
    page = render_template(
        "reviews/form.html",
        form=form,
        heading=heading,
        back=back,
        button_text=button,
        contract=contract,
        lead=lead,
        about=about,
        hints=hints or {},
    )
    return page, 422 if form.is_submitted() else 200


def back_to(endpoint: str, **values: Any) -> Response:
    """Go on to a page after something was kept."""
    return redirect(url_for(endpoint, **values), 303)
