"""Pages of frameworks: their editions, items, and what they mean in our themes."""

from flask import Blueprint

pages = Blueprint("frameworks", __name__)
