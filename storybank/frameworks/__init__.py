"""Reference: the words of others. Frameworks, their editions, and what they mean in our themes."""
