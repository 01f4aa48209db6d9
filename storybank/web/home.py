"""Home: what needs you, in order of consequence for the parts you play."""

from flask import Blueprint

from storybank.accounts.permissions import Action
from storybank.web.auth import allows

pages = Blueprint("home", __name__)


@pages.get("/")
@allows(Action.SEE_HOME)
def show() -> str:
    """The first screen after signing in."""
    return "home"


@pages.get("/health")
def health() -> dict[str, str]:
    """Whether the server answers; says nothing else."""
    return {"status": "ok"}
