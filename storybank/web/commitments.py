"""Pages of commitments."""

from flask import Blueprint

pages = Blueprint("commitments", __name__)
