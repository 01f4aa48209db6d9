"""What every step stands on: database, ids, clock, errors, files, text, jobs."""
