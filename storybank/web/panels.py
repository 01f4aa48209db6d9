"""Pages of panels that choose the stories of most significant change."""

from flask import Blueprint

pages = Blueprint("panels", __name__)
