"""Pages of stories."""

from flask import Blueprint

pages = Blueprint("stories", __name__)
