"""Step 2: the edited account, in immutable versions."""
