"""Pages of tagging."""

from flask import Blueprint

pages = Blueprint("tagging", __name__)
