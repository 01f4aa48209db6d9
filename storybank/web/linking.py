"""Pages of linking."""

from flask import Blueprint

pages = Blueprint("linking", __name__)
