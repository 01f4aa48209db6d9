"""Step 6: which promise does it speak to?"""
