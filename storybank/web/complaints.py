"""Pages of complaints, and of copies of all that is held about somebody."""

from flask import Blueprint

pages = Blueprint("complaints", __name__, url_prefix="/complaints")
