"""storybank tagging train, label, learn: learning from labels, and from people's decisions."""

import csv
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from storybank.cli.opening import opened, read_settings
from storybank.cli.output import progress_bar, show_table, write_line

if TYPE_CHECKING:
    from storybank.app import Bank
    from storybank.nlp.learning import Comparison
    from storybank.tagging.learning import ThemeLearnt

_LONGEST_CELL = 10_000_000


@dataclass(frozen=True)
class Rows:
    """Labelled texts of a table, with the lines that had no text or no label."""

    texts: list[str]
    labels: list[str]
    empty_lines: list[int]


@click.command()
@click.option(
    "--codebook",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A table (CSV, UTF-8) with the columns text and label.",
)
@click.option("--folds", default=5, show_default=True, type=click.IntRange(2, 20))
@click.option("--seed", default=0, show_default=True, help="How the rows are dealt into folds.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Keep the best way as a file."
)
@click.option("--json", "as_json", is_flag=True, help="Write one line of JSON.")
def train(codebook: Path, folds: int, seed: int, out: Path | None, as_json: bool) -> None:
    """Learn any set of labels from a table, and say how well, by cross-validation.

    Several ways are tried under the same folds, a TF-IDF logistic regression among them as the
    line to beat. No database is touched. Use what was kept with storybank tagging label.

    Example: storybank tagging train --codebook labels.csv --out labels.npz
    """
    from storybank.nlp.encoder import Encoder
    from storybank.nlp.learning import WAYS, Labeller, check_labels, compare_ways

    if out is not None and not out.absolute().parent.is_dir():
        raise click.ClickException(f"There is no folder {out.absolute().parent} to keep it in.")
    rows = read_labelled(codebook)
    if rows.empty_lines:
        named = ", ".join(map(str, rows.empty_lines[:5]))
        more = ", ..." if len(rows.empty_lines) > 5 else ""
        click.echo(
            f"Left out {len(rows.empty_lines)} rows without a text or a label: line {named}{more}.",
            err=True,
        )
    check_labels(rows.labels, folds)
    encoder = Encoder(read_settings().models)
    with progress_bar(folds * len(WAYS), "Comparing ways") as shown:
        told = compare_ways(
            rows.texts,
            rows.labels,
            encoder,
            folds=folds,
            seed=seed,
            on_step=lambda: shown.update(1),
        )
    if out is not None:
        Labeller.learn(rows.texts, rows.labels, encoder, told.best).save(out)
    if as_json:
        write_line({**asdict(told), "gain": round(told.gain, 2), "out": out and str(out)})
    else:
        _show(told, out)


@click.command()
@click.option(
    "--model",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What storybank tagging train kept with --out.",
)
@click.argument("texts", type=click.File("r", encoding="utf-8"), default="-")
def label(model: Path, texts: TextIO) -> None:
    """Label texts, one a line, with what was learnt from a table.

    Writes JSON Lines: {"line", "label", "score"}, in the order of the lines.

    Example: storybank tagging label --model labels.npz < texts.txt
    """
    from storybank.nlp.encoder import Encoder
    from storybank.nlp.learning import Labeller

    labeller = Labeller.load(model)
    try:
        lines = [line.rstrip("\r\n") for line in texts]
    except UnicodeDecodeError:
        raise click.ClickException(
            "This is not text in UTF-8. Save the file as UTF-8, and try again."
        ) from None
    told = labeller.label(lines, Encoder(read_settings().models))
    for number, (name, score) in enumerate(told, start=1):
        write_line({"line": number, "label": name, "score": round(score, 4)})


@click.command()
@click.option(
    "--off",
    "is_off",
    is_flag=True,
    help="Suggest without what was learnt: of the theme named, or of all.",
)
@click.argument("theme", required=False)
def learn(is_off: bool, theme: str | None) -> None:
    """Learn every theme from what people confirmed and rejected.

    A light layer is fitted for each theme and measured by cross-validation, story by story. Only
    what proves better is switched on. Stories are held against it in the background; storybank
    jobs work does so now. --off switches back.

    Example: storybank tagging learn --off connection
    """
    if theme is not None and not is_off:
        raise click.UsageError("Every theme is learnt at once. A theme goes with --off only.")
    with opened() as bank:
        if is_off:
            _switch_off(bank, theme)
        else:
            _learn(bank)


def _learn(bank: "Bank") -> None:
    from storybank.accounts.rules import Actor
    from storybank.tagging import service
    from storybank.tagging.learning import learn_from_decisions
    from storybank.tagging.suggester import load_known

    with bank.database.reading() as session:  # fitting takes seconds: nobody waits to write
        told = learn_from_decisions(session, load_known(session, bank.settings.models))
    with bank.database.transaction() as session:
        service.keep_learnt(session, Actor.operator(), told=told)
    show_table(
        ["theme", "confirmed", "not", "F1 before", "F1 after", "so"],
        [
            [
                one.code.name,
                str(one.positives),
                str(one.negatives),
                "" if one.learnt is None else f"{one.learnt.before:.2f}",
                "" if one.learnt is None else f"{one.learnt.after:.2f}",
                _outcome(one),
            ]
            for one in told
        ],
    )


def _outcome(one: "ThemeLearnt") -> str:
    from storybank.nlp.layers import FEWEST

    if one.learnt is None:
        return f"too little decided (at least {FEWEST} of each, in 3 stories)"
    return "switched on" if one.learnt.is_gain else "no real gain, left off"


def _switch_off(bank: "Bank", theme: str | None) -> None:
    from storybank.accounts.rules import Actor
    from storybank.tagging import service

    with bank.database.transaction() as session:
        layers = service.switch_off_layers(session, Actor.operator(), theme=theme)
    if layers:
        click.echo(f"Switched off what was learnt of {len(layers)} themes.")
    else:
        click.echo("Nothing learnt was switched on.")


def read_labelled(path: Path) -> Rows:
    """The labelled texts of a table.

    Raises:
        click.ClickException: the table will not do; the message says why.
    """
    csv.field_size_limit(_LONGEST_CELL)
    found = Rows([], [], [])
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for line, text, name in _cells(file):
                if text and name:
                    found.texts.append(text)
                    found.labels.append(name)
                else:
                    found.empty_lines.append(line)
    except UnicodeDecodeError:
        raise click.ClickException(
            "This is not a table in UTF-8. Save it as CSV UTF-8, and try again."
        ) from None
    except csv.Error as error:
        raise click.ClickException(f"This is not a table that can be read: {error}.") from None
    return found


def _cells(file: TextIO) -> Iterator[tuple[int, str, str]]:
    table = csv.DictReader(file)
    heads = {(head or "").strip().lower(): head for head in table.fieldnames or ()}
    missing = [name for name in ("text", "label") if name not in heads]
    if missing:
        here = ", ".join(f"“{head}”" for head in heads if head) or "no heading at all"
        raise click.ClickException(
            f"The first line must name the columns text and label. Missing: {', '.join(missing)}. "
            f"It has {here}."
        )
    for row in table:
        yield (
            table.line_num,
            (row[heads["text"]] or "").strip(),
            (row[heads["label"]] or "").strip(),
        )


def _show(told: "Comparison", out: Path | None) -> None:
    click.echo(f"{told.rows} rows, {len(told.labels)} labels, {told.folds} folds.\n")
    show_table(
        ["way", "accuracy", "macro F1", "seconds"],
        [
            [one.way, f"{one.accuracy:.3f}", f"{one.macro_f1:.3f}", f"{one.seconds:.1f}"]
            for one in told.ways
        ],
    )
    click.echo(
        f"\nBest: {told.best}, {told.gain:+.1f} points of accuracy against TF-IDF with logistic "
        "regression.\n"
    )
    show_table(
        ["label", "rows", "precision", "recall", "F1"],
        [
            [
                one.label,
                str(one.rows),
                f"{one.precision:.2f}",
                f"{one.recall:.2f}",
                f"{one.f1:.2f}",
            ]
            for one in told.labels
        ],
    )
    if out is not None:
        click.echo(f"\nKept in {out}.")
    sys.stdout.flush()
