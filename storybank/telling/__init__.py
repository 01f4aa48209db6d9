"""How stories are asked for, and told without an account: calls, tellings, return codes."""
