"""Pages of safeguarding."""

from flask import Blueprint

pages = Blueprint("safeguarding", __name__)
