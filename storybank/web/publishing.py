"""Pages of sharing wider: the check before it, publishing, research exports."""

from flask import Blueprint

pages = Blueprint("publishing", __name__, url_prefix="/publishing")
