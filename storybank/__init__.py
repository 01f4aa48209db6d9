"""Storybank: whose lives have changed, in what way, and by which promise?"""

__version__ = "0.1.0"
