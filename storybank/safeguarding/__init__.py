"""Step 3: is anyone at risk? A concern is raised by machine or person and settled by the lead."""
