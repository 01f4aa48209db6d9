"""storybank verification: rounds, samples drawn again, and the public register.

Whoever sits at the server is nobody's independent person: no command makes a finding, declares
an interest or draws a round of the record.
"""

from dataclasses import asdict
from itertools import count
from typing import TYPE_CHECKING, Any, TextIO

import click

from storybank.cli.opening import opened
from storybank.cli.output import write_line

if TYPE_CHECKING:
    from storybank.verification.queries import RoundAs, RoundFigures

PER_PAGE = 200


@click.group()
def verification() -> None:
    """Rounds of verification, and drawing samples again."""


@verification.command("list")
@click.option("--contract", "reference", help="Only rounds of the contract of this reference.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON Lines.")
def list_(reference: str | None, as_json: bool) -> None:
    """List rounds, open and closed, newest first.

    Example: storybank verification list --contract DEMO-1
    """
    from storybank.accounts.rules import Actor
    from storybank.commitments.queries import find_contract
    from storybank.verification.queries import figures_of, list_rounds

    with opened() as bank, bank.database.reading() as session:
        contract_id = None
        if reference is not None:
            contract = find_contract(session, reference)
            if contract is None:
                raise click.ClickException(f"There is no contract with the reference {reference}.")
            contract_id = contract.key
        told: list[dict[str, Any]] = []
        operator = Actor.operator()
        for page in count(1):
            rounds = list_rounds(
                session, operator, contract_id=contract_id, page=page, per_page=PER_PAGE
            )
            figures = figures_of(session, rounds)
            told += [_round_line(one, figures[one.round.key]) for one in rounds]
            if len(rounds) < PER_PAGE:
                break
    for line in told:
        if as_json:
            write_line(line)
        else:
            click.echo(_as_words(line))
    if not told and not as_json:
        click.echo("No round has been drawn.")


@verification.command()
@click.option("--size", required=True, type=click.IntRange(min=1), help="How many to draw.")
@click.option("--seed", help="The seed; made anew, and told, where it is not given.")
@click.option("--each-promise", is_flag=True, help="At least one claim of each promise.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON Lines.")
@click.argument("ids", type=click.File("r", encoding="utf-8"), default="-")
def draw(size: int, seed: str | None, each_promise: bool, as_json: bool, ids: TextIO) -> None:
    """Draw a sample from any list of ids, with a new seed. Nothing is kept.

    A round of a contract is drawn on its page by an independent verifier, never here.

    Example: storybank verification draw --size 12 < ids.txt
    """
    from storybank.verification.drawing import make_seed

    _draw(ids, seed or make_seed(), size, each_promise, as_json)


@verification.command()
@click.option("--seed", required=True, help="The seed as it was published.")
@click.option("--size", required=True, type=click.IntRange(min=1), help="How many were drawn.")
@click.option("--each-promise", is_flag=True, help="At least one claim of each promise was drawn.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON Lines.")
@click.argument("ids", type=click.File("r", encoding="utf-8"), default="-")
def redraw(seed: str, size: int, each_promise: bool, as_json: bool, ids: TextIO) -> None:
    """Draw a published sample again, from its seed and its list. Needs no database.

    Reads one id a line (and its promise's behind it with --each-promise) and writes the sample in
    the order of the draw. The list's SHA-256 goes to the error stream: compare it with the one
    published.

    Example: storybank verification redraw --seed "4 8 15 16 23 42" --size 12 < ids.txt
    """
    _draw(ids, seed, size, each_promise, as_json)


@verification.command()
@click.option("--json", "as_json", is_flag=True, help="Write JSON Lines.")
def register(as_json: bool) -> None:
    """Write the public register: closed rounds as counts, with no names and no words.

    Example: storybank verification register --json > register.jsonl
    """
    from storybank.verification.queries import list_register

    page = 1
    with opened() as bank, bank.database.reading() as session:
        while entries := list_register(session, page=page, per_page=PER_PAGE):
            for entry in entries:
                if as_json:
                    told = asdict(entry)
                    days = {key: str(told[key]) for key in ("drawn_on", "closed_on")}
                    write_line({**told, **days})
                else:
                    click.echo(f"{entry.contract}, round {entry.number}: {entry.coverage}")
                    click.echo(f"  {entry.verified}")
            page += 1


def _draw(ids: TextIO, seed: str, size: int, each_promise: bool, as_json: bool) -> None:
    from storybank.core.errors import RuleBroken
    from storybank.verification import drawing, rules

    listed = drawing.read_list(_read(ids))
    kept = rules.check_seed(seed)
    if each_promise and not all(one.promise for one in listed):
        raise RuleBroken("With --each-promise each line needs its promise behind the claim.")
    promises = len({one.promise for one in listed})
    rules.check_size(size, population=len(listed), promises=promises, each=each_promise)
    drawn = drawing.draw(listed, seed=kept, size=size, each_promise=each_promise).drawn
    method = drawing.method_of(each_promise=each_promise)
    list_hash = drawing.hash_list(listed, each_promise=each_promise)
    click.echo(f"seed: {kept}", err=True)
    click.echo(f"{method}: {len(drawn)} of {len(listed)}, list {list_hash}", err=True)
    for rank, one in enumerate(drawn, start=1):
        if as_json:
            write_line({"rank": rank, "claim": one.claim, "promise": one.promise or None})
        else:
            click.echo(one.claim)


def _read(ids: TextIO) -> str:
    try:
        return ids.read()
    except UnicodeDecodeError:
        raise click.ClickException("The list is not text. Give one id a line.") from None


def _round_line(one: "RoundAs", figures: "RoundFigures") -> dict[str, Any]:
    return {
        "id": str(one.round.public_id),
        "contract": one.contract.reference,
        "number": one.round.number,
        "body": one.body,
        "drawn_at": one.round.drawn_at.isoformat(),
        "closed_at": one.round.closed_at.isoformat() if one.round.closed_at else None,
        "seed": one.round.seed,
        "method": one.round.method,
        "population": one.round.population_size,
        "list": one.round.population_hash,
        "sample": one.round.sample_size,
        "waiting": figures.open,
        "left": figures.left,
        "findings": {finding.value: n for finding, n in figures.checked.findings.items()},
    }


def _as_words(line: dict[str, Any]) -> str:
    found = ", ".join(f"{n} {finding.replace('_', ' ')}" for finding, n in line["findings"].items())
    state = "closed" if line["closed_at"] else "open"
    return (
        f"{line['contract']} round {line['number']} ({state}), {line['body']}: "
        f"{line['sample']} of {line['population']} drawn, {line['waiting']} waiting"
        + (f"; {found}" if found else "")
    )
