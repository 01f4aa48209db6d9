"""Reports of which a draft is made every quarter."""

from flask import Blueprint

pages = Blueprint("schedules", __name__)
