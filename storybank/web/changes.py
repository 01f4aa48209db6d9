"""Pages of changes of promises that wait for a second person."""

from flask import Blueprint

pages = Blueprint("changes", __name__)
