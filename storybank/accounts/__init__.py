"""Who may do what: people, organisations, roles and the one permissions table."""
