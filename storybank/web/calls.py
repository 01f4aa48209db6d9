"""Pages of calls for stories: making them, their posters, what came of them."""

from flask import Blueprint

pages = Blueprint("calls", __name__, url_prefix="/calls")
