"""What reports say: the document (``blocks``), what it is counted from, and a builder a kind."""
