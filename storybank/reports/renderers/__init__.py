"""One pack, many forms: pictures, pages for paper, Word, text and tables."""
