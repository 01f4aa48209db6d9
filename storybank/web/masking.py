"""Pages on which a person decides what stands for personal details."""

from flask import Blueprint

pages = Blueprint("masking", __name__, url_prefix="/masking")
