"""Finding a story again: what is indexed, how it is asked for, and the engines that answer."""
