"""Stories that are shown to the public."""

from uuid import UUID

from flask import Blueprint, abort, render_template

from storybank.core.errors import NotFound
from storybank.publishing import queries
from storybank.web.paging import page_asked, paging
from storybank.web.session import current_session
from storybank.web.told_page import gather_told, list_items

pages = Blueprint("told", __name__, url_prefix="/told")
PER_PAGE = 20
# Nobody is greeted here, and nobody's own navigation is shown.
FOR_EVERYBODY = {"bare": True, "footer_links": []}


@pages.get("")
def list_() -> str:
    """Every story that may be read by anybody, the newest first."""
    session = current_session()
    place = paging(page_asked(), queries.count_told(session), PER_PAGE)
    found = queries.list_told(session, page=place.number, per_page=PER_PAGE)
    return render_template(
        "told/list.html", items=list_items(session, found), place=place, **FOR_EVERYBODY
    )


@pages.get("/<uuid:publication_id>")
def show(publication_id: UUID) -> str:
    """One story; gone (410) once its teller, or anybody, has ended that."""
    session = current_session()
    told = queries.find_told(session, publication_id)
    if told is None:
        if queries.find_publication(session, publication_id) is None:
            raise NotFound("There is no such story.")
        abort(410)
    return render_template("told/show.html", page=gather_told(session, told), **FOR_EVERYBODY)
