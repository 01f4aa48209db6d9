"""Pages of consent as a record: who was told what, and what they allowed."""

from flask import Blueprint

pages = Blueprint("consent", __name__, url_prefix="/consent")
