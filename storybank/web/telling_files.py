"""Recordings and photographs that a storyteller adds: made clean before they are kept."""

import hashlib

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storybank.core.errors import RuleBroken
from storybank.core.stripping import Stripped
from storybank.telling import queries, service
from storybank.telling.models import Call
from storybank.web import limits
from storybank.web.bank import current_bank
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.telling import AddFileForm
from storybank.web.session import current_session
from storybank.web.telling_page import waiting
from storybank.web.telling_visit import TELLER, Visit, pages, visit_of
from storybank.web.uploads import media_sent, remove_files

KIND_NAMES = {"voice": "Recording", "photo": "Photo"}


@pages.route("/<slug>/file", methods=["GET", "POST"])
def file(slug: str) -> ResponseReturnValue:
    """Adding a recording or a photograph, and those that were added."""
    form = AddFileForm()
    if request.method == "GET":
        return _show_known(slug, form)
    if wait := limits.spend(limits.TELLING_FILES):
        return waiting(_show(_visit(slug), form, wait=wait), wait)
    stripped = None
    with errors_shown_on(form):
        stripped = _read()
    visit = _visit(slug)
    if visit.telling is None:
        return redirect(url_for("telling.start", slug=slug), 303)
    if stripped is not None and form.is_from_our_page:
        with errors_shown_on(form):
            _add(visit, stripped)
            return redirect(url_for("telling.file", slug=slug, back=request.args.get("back")), 303)
    return _show(visit, form), 422


@pages.post("/<slug>/file/<int:number>/drop")
def drop_file(slug: str, number: int) -> ResponseReturnValue:
    """Take a file off the story."""
    visit, form = _visit(slug), AddFileForm()
    if visit.telling is None or not form.is_from_our_page:
        return redirect(url_for("telling.start", slug=slug), 303)
    dropped = service.drop_file(current_session(), TELLER, telling=visit.telling, number=number)
    remove_files([dropped] if dropped else [])
    return redirect(url_for("telling.file", slug=slug, back=request.args.get("back")), 303)


def _read() -> Stripped:
    """What was sent, without what it told besides.

    Raises:
        RuleBroken: nothing was sent, or it cannot be taken.
    """
    stripped = media_sent("file")
    if stripped is None:
        raise RuleBroken("Choose a recording or a photo first.", field="file")
    return stripped


def _add(visit: Visit, stripped: Stripped) -> None:
    assert visit.telling is not None
    fact = {
        "kind": stripped.kind,
        "media_type": stripped.media_type,
        "size": len(stripped.data),
        "sha256": hashlib.sha256(stripped.data).hexdigest(),
    }
    service.add_file(current_session(), TELLER, telling=visit.telling, file=fact)
    current_bank().files.put(stripped.data)


def _visit(slug: str) -> Visit:
    return visit_of(queries.get_call_at(current_session(), slug))


def _show_known(slug: str, form: AddFileForm) -> ResponseReturnValue:
    visit = _visit(slug)
    if visit.telling is None:
        return redirect(url_for("telling.start", slug=slug), 303)
    return _show(visit, form)


def _show(visit: Visit, form: AddFileForm, *, wait: int = 0) -> str:
    call: Call = visit.call
    wanted = request.args.get("back", "before")
    known = wanted in ("before", "changed", "cause", "mattered")
    back = (
        url_for("telling.step", slug=call.slug, name=wanted)
        if known
        else url_for("telling.check", slug=call.slug)
    )
    return render_template(
        "telling/file.html",
        call=call,
        form=form,
        files=[] if visit.telling is None else visit.telling.attachments,
        names=KIND_NAMES,
        back_url=back,
        most=current_bank().settings.max_upload_megabytes,
        wait=limits.say_wait(wait) if wait else "",
        home_url=url_for("telling.start", slug=call.slug),
    )
