"""Stories that are shown to the public."""

from flask import Blueprint

pages = Blueprint("told", __name__, url_prefix="/told")
