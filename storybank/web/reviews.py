"""Pages of running a contract: reviews, actions, ratings, shortfalls, pledges, handover."""

from flask import Blueprint

pages = Blueprint("reviews", __name__)
