"""Door: e-mail. What is to be told, put into words and sent."""
