"""Reference: what people are to be told by e-mail. Never holds the words of a story."""
