"""An issued report as somebody reads it who was given its address, without an account."""

from flask import Blueprint

pages = Blueprint("shared", __name__)
