"""Pages of answering: what an organisation says to a story, and what it changed."""

from flask import Blueprint

pages = Blueprint("answering", __name__, url_prefix="/answering")
