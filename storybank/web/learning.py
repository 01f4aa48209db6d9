"""The learning log: what stories taught, what was changed, what happened next."""

from flask import Blueprint

pages = Blueprint("learning", __name__)
