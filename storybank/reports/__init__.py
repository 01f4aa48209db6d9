"""Step 9: telling it to the people who decide."""
