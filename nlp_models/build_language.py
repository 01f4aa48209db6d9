"""Make the list of English words that language is told by: ``python -m nlp_models.build_language``.

Counts the words of the training text, which holds many British ways of speaking, and keeps those
that stand in it often enough to be nobody's name and no guest from another language.
"""

from __future__ import annotations

from collections import Counter

from nlp_models.build_concern import read_passages, read_told
from nlp_models.coded_text import read_runs
from storybank.nlp.concern import MODELS
from storybank.nlp.language import words_of

FEWEST = 4


def main() -> None:
    """Write ``language/english.txt``, a word a line in alphabetical order."""
    counts: Counter[str] = Counter()
    small: Counter[str] = Counter()
    texts = [sentence for one in (*read_told(), *read_passages()) for sentence in one.sentences]
    texts += [sentence.text for run in read_runs() for sentence in run.sentences]
    for text in texts:
        counts.update(words_of(text))
        # A name is nearly always written with a capital; a word is not.
        small.update(word for word in words_of(text, as_written=True) if word == word.lower())
    kept = sorted(
        word
        for word, number in counts.items()
        if number >= FEWEST and small[word] * 2 >= number and word.isascii()
    )
    folder = MODELS / "language"
    folder.mkdir(exist_ok=True)
    (folder / "english.txt").write_text("\n".join(kept) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
