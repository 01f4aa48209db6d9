"""Pages of how long things are kept, what was disposed of, and legal holds."""

from flask import Blueprint

pages = Blueprint("retention", __name__, url_prefix="/retention")
