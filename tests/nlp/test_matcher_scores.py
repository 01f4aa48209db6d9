"""How well the matcher finds which promises a story is evidence for, on set A.

The weights were never fitted on set A; floors stand a little under what was measured.
"""

import json
from pathlib import Path

import pytest

from storybank.linking.matcher import CommitmentText, Matcher
from storybank.nlp.reader import Reader
from storybank.nlp.reading import (
    Change,
    Reading,
    ReadSegment,
    Speaker,
    SuggestedCode,
    SuggestedConcern,
)

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "tests" / "samples" / "stories"


def lines(name: str) -> list[dict]:
    return [json.loads(line) for line in (SAMPLES / name).read_text("utf-8").splitlines()]


def read_by_hand(story: dict) -> Reading:
    segments, at = [], 0
    for sentence in story["sentences"]:
        start = story["body"].index(sentence["text"], at)
        at = start + len(sentence["text"])
        codes = tuple(
            SuggestedCode(code["theme"], Change(code["change"]), 1.0, ())
            for code in sentence["codes"]
        )
        segments.append(ReadSegment(start, at, sentence["text"], Speaker.STORYTELLER, codes))
    return Reading("by hand", tuple(segments), (), SuggestedConcern(False, ()))


def scores(read) -> dict[str, float]:
    """What is shown, scored: rank and recall by promise, precision by promise and stance."""
    contracts = {contract["id"]: contract for contract in lines("A_contracts.jsonl")}
    matcher = Matcher(ROOT / "nlp_models")
    ranks, recalls, silent = [], [], []
    shown = right = right_promise = against = against_found = 0
    for story in lines("A.jsonl"):
        links = matcher.suggest(
            read(story),
            [
                CommitmentText(c["ref"], c["text"], tuple(c["themes"]))
                for c in contracts[story["contract"]]["commitments"]
            ],
        )
        for link in links:
            assert all(story["body"][p.start : p.end] == p.quote for p in link.because)
        said = {link.ref: str(link.stance) for link in links}
        true = dict.fromkeys(story["evidences"], "supports")
        true |= dict.fromkeys(story["contradicts"], "contradicts")
        shown += len(said)
        right += len(true.items() & said.items())
        right_promise += len(true.keys() & said.keys())
        against += len(story["contradicts"])
        against_found += sum(said.get(ref) == "contradicts" for ref in story["contradicts"])
        if not true:
            silent.append(not said)
            continue
        ranks.append(next((1 / n for n, ref in enumerate(said, 1) if ref in true), 0.0))
        recalls.append(len(true.keys() & set(list(said)[:3])) / min(3, len(true)))
    return {
        "mrr": sum(ranks) / len(ranks),
        "recall@3": sum(recalls) / len(recalls),
        "precision": right / max(shown, 1),
        "right promise": right_promise / max(shown, 1),
        "contradicted": against_found / against,
        "silent": sum(silent) / max(len(silent), 1),
        "stories of nothing": len(silent),
        "links a story": shown / (len(ranks) + len(silent)),
    }


@pytest.mark.parametrize(
    ("reader", "floors"),
    [
        ("by hand", {"mrr": 0.85, "recall@3": 0.8, "precision": 0.54, "contradicted": 0.6}),
        ("machine", {"mrr": 0.8, "recall@3": 0.7, "precision": 0.46}),
    ],
)
def test_matcher_scores_stay_above_their_floors(reader, floors):
    machine = Reader(ROOT / "nlp_models")
    measured = scores(
        read_by_hand if reader == "by hand" else lambda s: machine.read(s["body"], s["kind"])
    )
    print(reader, {name: round(value, 3) for name, value in measured.items()})
    for name, floor in floors.items():
        assert measured[name] >= floor, (name, measured)
