"""What the matcher weighs: words, spans of time, meanings, and the weights themselves."""
