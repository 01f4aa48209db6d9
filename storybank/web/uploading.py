"""Pages of intake for many stories at once: several files, lists, and what was wrong with them."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from storybank.accounts.permissions import Action
from storybank.core.errors import RuleBroken
from storybank.web import story_template
from storybank.web.auth import allows
from storybank.web.intake import pages
from storybank.web.rows_to_correct import report_table, rows_table
from storybank.web.story_uploads import import_files, outcome_page, upload_form, upload_page
from storybank.web.submission_sending import files_read
from storybank.web.workspace_page import gather_workspace

__all__ = ["pages"]


@pages.get("/workspace")
@allows(Action.SUBMIT_STORY)
def workspace() -> str:
    """What an organisation sent, what is asked of it, and how long it took."""
    return render_template("intake/workspace.html", **gather_workspace())


@pages.route("/upload", methods=["GET", "POST"])
@allows(Action.SUBMIT_STORY)
def upload() -> ResponseReturnValue:
    """Take several files in at once."""
    if request.method == "GET":
        return upload_page(upload_form())
    with files_read(request.files.getlist("files")) as files:
        form = upload_form()
        form.validate()
        form.check_for_sending([read.name for read in files])
        if form.errors:
            return upload_page(form), 422
        outcomes = import_files(files, form)
    return outcome_page(files, outcomes)


@pages.post("/upload/corrections")
@allows(Action.SUBMIT_STORY)
def corrections() -> ResponseReturnValue:
    """What was wrong with the rows of a list, as a report or as the rows to correct."""
    sealed, wanted = request.form.get("sealed", ""), request.form.get("act", "report")
    try:
        if wanted == "report":
            return report_table(sealed)
        return rows_table(sealed, as_book=wanted == "book")
    except RuleBroken as error:
        form = upload_form()
        form.files.errors = [str(error)]
        return upload_page(form), 422


@pages.get("/template.csv")
@allows(Action.SUBMIT_STORY)
def template() -> Response:
    """An empty table of stories for any spreadsheet."""
    return story_template.as_csv()


@pages.get("/template.xlsx")
@allows(Action.SUBMIT_STORY)
def template_book() -> Response:
    """An empty table of stories for Excel, with hints and lists to choose from."""
    return story_template.as_book()
