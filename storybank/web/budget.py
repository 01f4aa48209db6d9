"""What departments say of their year, and amounts of money that somebody stands for."""

from flask import Blueprint

pages = Blueprint("budget", __name__)
