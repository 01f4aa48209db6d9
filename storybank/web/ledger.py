"""Pages of the ledger over many contracts, and of what nobody has told."""

from flask import Blueprint

pages = Blueprint("ledger", __name__)
