"""Everything promised and told of a place: its ``stories``, what they ``told``, the golden
``thread``, and what ``landed`` there."""
