"""Files made of reports: asking for one, seeing how far it has come, taking it away."""

from flask import Blueprint

pages = Blueprint("report_files", __name__)
