"""Reference: where. The tree of places, from a ward up to a region."""
