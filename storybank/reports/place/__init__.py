"""Everything promised and told of a place; a file each for what is asked of it."""
