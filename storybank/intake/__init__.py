"""Step 1: what arrived, untouched, and by what right we hold it."""
