"""Pages of verification."""

from flask import Blueprint

pages = Blueprint("verification", __name__)
