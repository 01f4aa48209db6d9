"""Reference: the words we code with."""
