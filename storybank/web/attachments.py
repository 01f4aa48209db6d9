"""Pages of recordings and photographs that wait to be typed."""

from flask import Blueprint

pages = Blueprint("attachments", __name__, url_prefix="/attachments")
