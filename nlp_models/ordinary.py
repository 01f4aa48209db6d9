"""Make ``encoder/ordinary.npz``: what ordinary sentences of stories mean, and their changes.

``python -m nlp_models.ordinary`` reads the training text (never the stories kept for checking),
takes every so-many-eth sentence, and fits a small model of the change a sentence tells of. The
same text makes the same file.
"""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from storybank.nlp.encoder import Encoder
from storybank.nlp.meanings import Ordinary

_HERE = Path(__file__).parent
_KEPT = 1200
_TO_LEARN_FROM = 9000


def read_runs() -> list[tuple[str, str]]:
    """Sentences of the runs, each with its one change, or none."""
    found = []
    for path in sorted((_HERE / "corpus" / "runs").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            codes, bar, text = line.partition(" | ")
            if not bar or line.startswith("##") or text.startswith("INT:") or len(text) < 15:
                continue
            changes = {code.split(".")[1].strip() for code in codes.split(";") if "." in code}
            found.append((text, changes.pop() if len(changes) == 1 else ""))
    return found


def main() -> None:
    """Write the file, and say how often the change is right on sentences not learnt from."""
    sentences = read_runs()
    random.Random(11).shuffle(sentences)  # noqa: S311 - the same choice each time
    encoder = Encoder(_HERE)
    ordinary = encoder.embed([text for text, _ in sentences[:_KEPT]])
    kept = np.clip(np.round(ordinary * 127), -127, 127).astype(np.int8)
    mean = kept.astype(np.float32)
    mean /= np.linalg.norm(mean, axis=1, keepdims=True)
    frame = Ordinary(mean, mean.mean(axis=0), np.zeros(0), np.zeros(0), ())
    coded = [one for one in sentences[_KEPT:] if one[1]][:_TO_LEARN_FROM]
    rows = frame.centre(encoder.embed([text for text, _ in coded]))
    changes = np.array([change for _, change in coded])
    cut = len(coded) * 9 // 10
    tried = LogisticRegression(C=4.0, max_iter=500).fit(rows[:cut], changes[:cut])
    print(f"change right: {tried.score(rows[cut:], changes[cut:]):.3f} of {len(coded) - cut}")  # noqa: T201
    model = LogisticRegression(C=4.0, max_iter=500).fit(rows, changes)
    np.savez_compressed(
        _HERE / "encoder" / "ordinary.npz",
        vectors=kept,
        change_weights=model.coef_.astype(np.float16),
        change_bases=model.intercept_.astype(np.float16),
        changes=np.array(model.classes_, dtype="U16"),
    )


if __name__ == "__main__":
    main()
