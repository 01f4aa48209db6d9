"""Passages for an answer in a bid, chosen by whoever sent the stories."""

from flask import Blueprint

pages = Blueprint("bids", __name__)
