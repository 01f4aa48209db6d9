"""Pages of drafts of reports: choosing what they quote, and answering the eight principles."""

from flask import Blueprint

pages = Blueprint("drafts", __name__)
