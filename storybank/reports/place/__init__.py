"""Everything promised and told of a place: ``told``, the golden ``thread``, and ``landed``."""
