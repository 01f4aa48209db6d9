"""Addresses at which an issued report is read without an account: giving and ending them."""

from flask import Blueprint

pages = Blueprint("sharing", __name__)
