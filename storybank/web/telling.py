"""Pages on which stories are told, without an account."""

from flask import Blueprint

pages = Blueprint("telling", __name__, url_prefix="/tell")
