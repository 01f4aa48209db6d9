"""Taking contracts in from a file: what it would change is shown first, and kept on a word."""

import secrets
import time
from collections.abc import Sequence
from pathlib import Path

from flask import Response, redirect, render_template, request, url_for
from itsdangerous import BadData, URLSafeTimedSerializer

from storybank.accounts.permissions import Action
from storybank.commitments.importing import ImportLine, Outcome, import_contracts, narrowed
from storybank.commitments.readers import ReadContracts, ReadLimits, Unreadable, read_contracts
from storybank.commitments.readers.sheet import COLUMNS
from storybank.web import promises
from storybank.web.auth import allows, current_actor
from storybank.web.bank import current_bank
from storybank.web.commitments import Page, answer, own_organisation, pages
from storybank.web.forms.commitments import ImportChoiceForm, ImportForm
from storybank.web.session import current_session
from storybank.web.uploads import arrived, empty_table

__all__ = ["pages"]

assert promises, "their pages are on the same blueprint"
KEPT_FOR = 24 * 60 * 60
MOST_LINES = 500
MOST_CHOICES = 100
_SALT = "contracts looked at"
_TELLING = (Outcome.FAILED, Outcome.WAITING, Outcome.KEPT, Outcome.CHANGED, Outcome.ADDED)


@pages.route("/import", methods=["GET", "POST"])
@allows(Action.EDIT_CONTRACT)
def import_() -> Page:
    """A file of contracts to take in; the answer says what would become of each line."""
    form = ImportForm()
    if not form.validate_on_submit():
        return answer("commitments/import.html", form)
    try:
        with arrived([form.file.data]) as [(path, name)]:
            read = read_contracts(path, name=name, limits=_limits())
            kept = _keep(path, name)
    except Unreadable as unreadable:
        form.file.errors = [str(unreadable)]
        return answer("commitments/import.html", form)
    choice = ImportChoiceForm(formdata=None, data={"kept": kept})
    choice.contracts.data = [reference for reference, _ in _offered(choice, read)]
    return _looked_at(choice, read, name)


@pages.post("/import/check")
@allows(Action.EDIT_CONTRACT)
def import_check() -> Page:
    """What was chosen of a file, looked at again or taken in."""
    choice = ImportChoiceForm()
    found = _find(choice.kept.data or "")
    if not choice.validate_on_submit() or found is None:
        form = ImportForm(formdata=None)
        form.file.errors = ["We keep a file for a day only. Choose it again."]
        return render_template("commitments/import.html", form=form), 422
    path, name = found
    # Knowing who asks took the write lock; reading a large file must not keep others from writing.
    current_session().rollback()
    try:
        read = read_contracts(path, name=name, limits=_limits())
    except Unreadable:
        return redirect(url_for(".import_"), 303)
    offered = _offered(choice, read)
    if offered and not choice.contracts.data:
        choice.contracts.errors = ["Choose at least one contract, or go back."]
        return _looked_at(choice, read, name), 422
    if request.form.get("do") != "keep":
        return _looked_at(choice, read, name)
    lines = _run(choice, read)
    path.unlink(missing_ok=True)
    return render_template(
        "commitments/imported.html", name=name, notices=read.notices, **_told(lines)
    )


@pages.get("/import/template.csv")
@allows(Action.EDIT_CONTRACT)
def template() -> Response:
    """A table with the headings that an import understands, for a spreadsheet to open."""
    return empty_table(COLUMNS, "contracts-template.csv")


def _looked_at(choice: ImportChoiceForm, read: ReadContracts, name: str) -> str:
    """What would become of each line. Everything is done and then undone."""
    session = current_session()
    lines = _run(choice, read)
    session.rollback()
    own = own_organisation(session).name
    others = {one.buyer for one in read.contracts if one.buyer.casefold() != own.casefold()}
    return render_template(
        "commitments/import_check.html",
        form=choice,
        name=name,
        notices=read.notices,
        others=sorted(one for one in others if one)[:5],
        too_many=len(read.contracts) if len(read.contracts) > MOST_CHOICES else 0,
        own=own,
        **_told(lines),
    )


def _run(choice: ImportChoiceForm, read: ReadContracts) -> list[ImportLine]:
    session = current_session()
    wanted = choice.contracts.data or []
    return import_contracts(
        session,
        current_actor(),
        read=narrowed(read, contracts=wanted if _offered(choice, read) else ()),
        organisation=own_organisation(session),
        take_theirs=bool(choice.take_theirs.data),
    )


def _offered(choice: ImportChoiceForm, read: ReadContracts) -> Sequence[tuple[str, str]]:
    """The contracts to choose among; none where there is no choice, or too many to choose."""
    if not 1 < len(read.contracts) <= MOST_CHOICES:
        choice.offer([])
        return []
    offered = [
        (one.reference, f"{one.title}, {one.supplier or 'no supplier named'}, for {one.buyer}")
        for one in read.contracts
    ]
    choice.offer(offered)
    return offered


def _told(lines: Sequence[ImportLine]) -> dict[str, object]:
    """Lines to show, those that need a look first, and how many there are of each kind."""
    telling = [line for each in _TELLING for line in lines if line.outcome is each]
    telling += [line for line in lines if line.outcome is Outcome.HELD and line.reason]
    return {
        "lines": telling[:MOST_LINES],
        "further": max(len(telling) - MOST_LINES, 0),
        "counts": {each.value: sum(line.outcome is each for line in lines) for each in Outcome},
    }


def _limits() -> ReadLimits:
    return ReadLimits(max_bytes=current_bank().settings.max_upload_bytes)


def _keep(path: Path, name: str) -> str:
    """Keep a file until it is taken in, for a day at most; gives the word it is known by."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.stat().st_mtime < time.time() - KEPT_FOR:
            old.unlink(missing_ok=True)
    number = secrets.token_hex(16)
    place = folder / number
    place.touch(mode=0o600)
    place.write_bytes(path.read_bytes())
    return str(_signer().dumps([number, name[:200], current_actor().label]))


def _find(word: str) -> tuple[Path, str] | None:
    """The file that was kept under a word, for whoever sent it."""
    try:
        number, name, who = _signer().loads(word, max_age=KEPT_FOR)
    except (BadData, ValueError, TypeError):
        return None
    path = _folder() / str(number)
    return (path, name) if who == current_actor().label and path.is_file() else None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_bank().secret, salt=_SALT)


def _folder() -> Path:
    return current_bank().settings.home / "imports"
