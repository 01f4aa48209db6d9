"""Door: HTML pages."""

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from storybank.core.paths import PROJECT_ROOT
from storybank.reports.renderers import html
from storybank.web import (
    accounts,
    answering,
    attaching,
    attachments,
    audit,
    auth,
    bids,
    budget,
    calls,
    changes,
    charters,
    codebook,
    complaints,
    consent_details,
    contract_export,
    drafts,
    errors,
    filters,
    frameworks,
    headers,
    help_numbers,
    home,
    issued,
    learning,
    ledger,
    limits,
    masking,
    own_story,
    panels,
    place_thread,
    publishing,
    reading,
    register,
    report_files,
    reports,
    retention,
    reviews,
    rounds,
    safeguarding,
    schedules,
    search,
    session,
    shared,
    sharing,
    statements,
    story_words,
    tagging,
    taking_back,
    telling,
    told,
    uploading,
    verification,
)
from storybank.web.bank import WebBank

BLUEPRINTS = (
    home.pages,
    telling.pages,
    own_story.pages,
    told.pages,
    calls.pages,
    help_numbers.pages,
    statements.pages,
    uploading.pages,  # those of intake too
    consent_details.pages,  # those of consent too
    attachments.pages,
    masking.pages,
    story_words.pages,  # those of stories too
    tagging.pages,
    codebook.pages,
    safeguarding.pages,
    search.pages,
    attaching.pages,  # those of linking too
    contract_export.pages,  # those of commitments, promises and the import too
    changes.pages,
    frameworks.pages,
    charters.pages,
    place_thread.pages,  # those of places too
    verification.pages,
    rounds.pages,
    register.pages,
    panels.pages,
    ledger.pages,
    reviews.pages,
    answering.pages,
    publishing.pages,
    reports.pages,
    issued.pages,
    drafts.pages,
    report_files.pages,
    sharing.pages,
    shared.pages,
    budget.pages,
    learning.pages,
    bids.pages,
    schedules.pages,
    reading.pages,
    taking_back.pages,
    retention.pages,
    complaints.pages,
    accounts.pages,
    audit.pages,
)


def create_web(bank: WebBank) -> Flask:
    """Make the Flask application over an open installation."""
    app = Flask(
        "storybank",
        root_path=str(PROJECT_ROOT / "storybank"),
        template_folder=str(PROJECT_ROOT / "templates"),
        static_folder=str(PROJECT_ROOT / "storybank" / "static"),
    )
    settings = bank.settings
    app.extensions["bank"] = bank
    app.config.update(
        SECRET_KEY=bank.secret,
        MAX_CONTENT_LENGTH=settings.max_upload_bytes + 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        SESSION_COOKIE_NAME="__Host-storybank" if settings.https else "storybank",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=12 * 3600,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: nobody loses a long text to a clock
        WTF_CSRF_SSL_STRICT=settings.https,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
        RATELIMIT_STORAGE_URI="memory://",
        RATELIMIT_HEADERS_ENABLED=False,
    )
    _add_templates(app)
    # Rooms of storytellers check the token in their forms, which keep what was typed.
    CSRFProtect(app).exempt(telling.pages)
    session.set_up(app)
    auth.set_up(app)
    headers.set_up(app)
    errors.set_up(app)
    filters.set_up(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    limits.set_up(app)
    return app


def _add_templates(app: Flask) -> None:
    assert app.jinja_loader is not None
    app.jinja_loader = ChoiceLoader(
        [
            app.jinja_loader,
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    app.jinja_env.globals.update(html.names())
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
