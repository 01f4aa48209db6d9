"""Step 9: being told back. What an organisation answers, what it changed, and asking again."""
