"""Pages on which staff take a story back for whoever told it."""

from flask import Blueprint

pages = Blueprint("taking_back", __name__, url_prefix="/taking-back")
