"""Step 9: sharing wider. The check before it, the public page of a story, research exports."""
