"""One story as a reader meets it: the words, what changed, and what came of it."""

from flask import Blueprint

pages = Blueprint("reading", __name__)
