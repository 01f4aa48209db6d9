"""Pages of reports that were issued, and of those to be called back."""

from flask import Blueprint

pages = Blueprint("issued", __name__, url_prefix="/issued")
