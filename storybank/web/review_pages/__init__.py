"""Pages of running a contract, a file a kind of work; ``web/reviews.py`` is their door."""
