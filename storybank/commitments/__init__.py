"""Reference: the contracts and the promises in them."""
