"""Pages of verification rounds: drawing a sample, declaring interests, what was found."""

from flask import Blueprint

pages = Blueprint("rounds", __name__)
