"""Pages of what storytellers are told before they allow anything, and of whom to call."""

from flask import Blueprint

pages = Blueprint("statements", __name__, url_prefix="/statements")
