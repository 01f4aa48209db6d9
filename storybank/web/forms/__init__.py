"""Forms, one module a step."""
