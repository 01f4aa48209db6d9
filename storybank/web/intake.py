"""Pages of intake."""

from flask import Blueprint

pages = Blueprint("intake", __name__)
