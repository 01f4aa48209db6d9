"""Pages of places: the tree, and what was promised and told about each."""

from flask import Blueprint

pages = Blueprint("places", __name__)
