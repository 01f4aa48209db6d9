"""storybank tagging train, label and learn, as they are called from outside."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from storybank.cli import storybank

FEELINGS = {
    "gladness": (
        "glad",
        "cheerful",
        "delighted",
        "merry",
        "joyful",
        "content",
        "thrilled",
        "elated",
    ),
    "sorrow": (
        "sad",
        "gloomy",
        "tearful",
        "sorrowful",
        "miserable",
        "heartbroken",
        "low",
        "lonely",
    ),
    "fright": ("scared", "afraid", "terrified", "nervous", "anxious", "uneasy", "panicky", "jumpy"),
}
FRAMES = (
    "i feel {} when i think of the summer",
    "i was {} about the whole thing",
    "i left the house feeling {}",
    "they made me feel {} again",
    "i am {} that we moved here",
    "i feel so {} today",
)


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("STORYBANK_HOME", str(home))
    monkeypatch.setenv("STORYBANK_SECRET_KEY", "only for tests")

    def _run(*words: str, given: str | bytes | None = None) -> Result:
        return CliRunner().invoke(storybank, list(words), input=given)

    return _run


def write(
    path: Path, rows: list[tuple[str, str]], head: tuple[str, ...] = ("text", "label")
) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return str(path)


def feelings(each: int) -> list[tuple[str, str]]:
    choose = random.Random(1)
    rows = [
        (choose.choice(FRAMES).format(choose.choice(words)), label)
        for label, words in FEELINGS.items()
        for _ in range(each)
    ]
    choose.shuffle(rows)
    return rows


def test_train_compares_ways_under_the_same_folds_and_beats_the_baseline(run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    table = write(tmp_path / "labels.csv", feelings(each=30))

    result = run("tagging", "train", "--codebook", table, "--folds", "3", "--json")

    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["rows"], told["folds"], told["seed"]) == (90, 3, 0)
    by_way = {one["way"]: one["accuracy"] for one in told["ways"]}
    baseline = by_way["TF-IDF, logistic regression"]
    assert by_way[told["best"]] == max(by_way.values()) >= baseline + 0.05
    assert told["gain"] == pytest.approx(100 * (by_way[told["best"]] - baseline), abs=0.01)
    assert {one["label"]: one["rows"] for one in told["labels"]} == dict.fromkeys(FEELINGS, 30)


def test_the_same_seed_gives_the_same_scores(run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    table = write(tmp_path / "labels.csv", feelings(each=15))

    def scores() -> list[float]:
        result = run("tagging", "train", "--codebook", table, "--folds", "2", "--json")
        return [one["accuracy"] for one in json.loads(result.stdout)["ways"]]

    assert scores() == scores()


def test_what_train_keeps_labels_new_texts(run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    table, kept = write(tmp_path / "labels.csv", feelings(each=30)), str(tmp_path / "kept.npz")
    result = run("tagging", "train", "--codebook", table, "--folds", "2", "--out", kept)
    assert result.exit_code == 0, result.output
    assert "points of accuracy" in result.stdout

    texts = "i feel cheerful\ni am terrified of the stairs\n\n"
    labelled = run("tagging", "label", "--model", kept, given=texts)

    lines = [json.loads(line) for line in labelled.stdout.splitlines()]
    assert [one["line"] for one in lines] == [1, 2, 3]
    assert [one["label"] for one in lines][:2] == ["gladness", "fright"]


def test_two_labels_will_do(run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    rows = [row for row in feelings(each=20) if row[1] != "fright"]
    kept = str(tmp_path / "kept.npz")
    table = write(tmp_path / "two.csv", rows)

    result = run("tagging", "train", "--codebook", table, "--folds", "2", "--out", kept)

    assert result.exit_code == 0, result.output


def test_rows_without_a_text_or_label_are_left_out_and_named(run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    table = write(tmp_path / "gaps.csv", [("", "sorrow"), *feelings(each=6), ("i feel odd", " ")])

    result = run("tagging", "train", "--codebook", table, "--folds", "2", "--json")

    assert result.exit_code == 0, result.output
    assert "Left out 2 rows" in result.stderr
    assert "line 2, 21" in result.stderr
    assert json.loads(result.stdout)["rows"] == 18


@pytest.mark.parametrize(
    ("head", "rows", "words"),
    [
        (("sentence", "label"), [("a b", "x")], "Missing: text"),
        (("text",), [("a b",)], "Missing: label"),
        (("text", "label"), [], "no row with a text and a label"),
        (("text", "label"), [("a b", "x")] * 9, "same label"),
        (("text", "label"), [("a b", "x")] * 9 + [("c d", "y")] * 2, "“y” (2)"),
    ],
)
def test_a_table_that_will_not_do_says_why(run, tmp_path, head, rows, words) -> None:  # type: ignore[no-untyped-def]
    result = run("tagging", "train", "--codebook", write(tmp_path / "bad.csv", rows, head))

    assert result.exit_code != 0
    assert words in result.output + str(result.exception or "")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00bad", b"text,label\n\xe9t\xe9,x\n"])
def test_a_file_that_is_no_table_says_so(run, tmp_path, content: bytes) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "no-table.csv"
    path.write_bytes(content)

    result = run("tagging", "train", "--codebook", str(path))

    assert result.exit_code != 0
    assert "Error: " in result.output


def test_texts_without_words_say_so(run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    rows = [("?", "x"), ("!", "y")] * 6

    result = run("tagging", "train", "--codebook", write(tmp_path / "marks.csv", rows))

    assert result.exit_code != 0
    assert "no words to learn from" in str(result.exception)


def test_label_refuses_a_file_of_another_kind(run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    other = tmp_path / "other.npz"
    other.write_bytes(b"not one of ours")

    result = run("tagging", "label", "--model", str(other), given="a\n")

    assert result.exit_code != 0
    assert "was not written by" in str(result.exception)


def test_learn_says_where_too_little_is_decided_and_off_that_nothing_was_on(run) -> None:  # type: ignore[no-untyped-def]
    told = run("tagging", "learn")
    assert told.exit_code == 0, told.output
    assert told.stdout.count("too little decided") == 21

    assert "Nothing learnt was switched on." in run("tagging", "learn", "--off").stdout
    assert "no theme" in str(run("tagging", "learn", "--off", "sea-bathing").exception)
    assert run("tagging", "learn", "home").exit_code == 2
