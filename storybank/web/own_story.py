"""Pages for whoever told a story: found again with its return code."""

from flask import Blueprint

pages = Blueprint("own_story", __name__, url_prefix="/your-story")
