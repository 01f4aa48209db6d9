"""Reading a story by machine: the only package that imports spaCy."""
