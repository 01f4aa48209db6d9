"""storybank linking: which promises stories speak to, suggested by machine."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from storybank.cli.opening import opened, read_settings
from storybank.cli.output import progress, write_line
from storybank.cli.tagging import read_stories

if TYPE_CHECKING:
    from sqlmodel import Session

    from storybank.linking.matcher import CommitmentText
    from storybank.stories.rules import Scope

MOST_CHECKED = 200


@click.group()
def linking() -> None:
    """Which promises stories speak to."""


@linking.command()
@click.option(
    "--contracts",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSON Lines of contracts with their commitments.",
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON Lines (the only form there is).")
@click.argument("stories", type=click.File("r", encoding="utf-8"), default="-")
def suggest(contracts: Path, as_json: bool, stories: TextIO) -> None:
    """Suggest which commitments of its contract each story supports or contradicts.

    Reads stories {"id", "kind", "body", "contract"} and contracts {"id", "commitments": [{"ref",
    "text", "themes"}]}; no database is touched. The list is ranked, and empty where nothing in
    the story is evidence.

    Example: storybank linking suggest --contracts contracts.jsonl --json < stories.jsonl
    """
    from storybank.linking.matcher import Matcher
    from storybank.nlp.reader import Reader

    promises = _read_promises(contracts)
    models = read_settings().models
    reader, matcher = Reader(models), Matcher(models)
    with progress(read_stories(stories), "Matching stories") as shown:
        for line in shown:
            if line.contract not in promises:
                write_line({"id": line.id, "links": []})
                continue
            reading = reader.read(line.body, line.kind)
            links = matcher.suggest(reading, promises[line.contract])
            write_line(
                {
                    "id": line.id,
                    "links": [
                        {
                            "ref": link.ref,
                            "stance": str(link.stance),
                            "score": round(link.score, 4),
                            "because": [
                                {"start": one.start, "end": one.end, "quote": one.quote}
                                for one in link.because
                            ],
                        }
                        for link in links
                    ],
                }
            )


@linking.command()
@click.option("--contract", "reference", required=True, help="The contract's reference.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON Lines.")
def checks(reference: str, as_json: bool) -> None:
    """Say what in a contract should make somebody look twice.

    Stories with nearly the same words as one of another contract; stories that say life got
    better, and not what brought it about; large figures that next to nobody tells of. Stories are
    named by their ids, never by their words.

    Example: storybank linking checks --contract DEMO-1
    """
    from storybank.accounts.rules import Actor
    from storybank.commitments.queries import find_contract
    from storybank.stories.rules import reading_scope

    with opened() as bank, bank.database.reading() as session:
        contract = find_contract(session, reference)
        if contract is None:
            raise click.ClickException(f"There is no contract with the reference {reference}.")
        found = list(_look_twice(session, reading_scope(Actor.pipeline()), contract.key))
    for told in found:
        if as_json:
            write_line(told)
        else:
            click.echo(told["noticed"])
    if not found and not as_json:
        click.echo("Nothing in this contract asks for a second look.")


@linking.command()
@click.option("--contract", "reference", required=True, help="The contract's reference.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON Lines.")
def waiting(reference: str, as_json: bool) -> None:
    """Say of each promise of a contract how many suggestions wait, and how many claims lack words.

    A claim lacks words where nobody has said who, what changed, or what brought it about. No
    words of any story are shown.

    Example: storybank linking waiting --contract DEMO-1
    """
    from storybank.accounts.rules import Actor
    from storybank.commitments.queries import find_contract, list_commitments
    from storybank.linking.queries import count_lacking, count_tray_by_promise
    from storybank.stories.rules import reading_scope

    with opened() as bank, bank.database.reading() as session:
        contract = find_contract(session, reference)
        if contract is None:
            raise click.ClickException(f"There is no contract with the reference {reference}.")
        scope = reading_scope(Actor.pipeline())
        promises = list_commitments(session, contract.key)
        numbers = [one.key for one in promises]
        suggested = count_tray_by_promise(session, scope, numbers)
        lacking = count_lacking(session, scope, numbers)
    for one in promises:
        waits, lacks = suggested.get(one.key, 0), lacking.get(one.key, 0)
        if as_json:
            write_line({"commitment": one.ref, "suggested": waits, "claims_lacking": lacks})
        elif waits or lacks:
            click.echo(f"{one.ref}: {waits} suggested, {lacks} claims lack words.")
    if not suggested and not lacking and not as_json:
        click.echo("Nothing waits in this contract.")


def _look_twice(session: "Session", scope: "Scope", contract_id: int) -> Iterator[dict[str, Any]]:
    from storybank.commitments.queries import contracts_by_id
    from storybank.linking.checks import is_unheard
    from storybank.linking.queries import list_near_copies, list_unexplained
    from storybank.reviews.ledger import contract_ledger

    alike = list_near_copies(session, scope, contract_id=contract_id, most=MOST_CHECKED)
    contracts = contracts_by_id(session, [one.other.story.contract_id for one in alike])
    for one in alike:
        story, other = one.story.story, one.other.story
        named = contracts[other.contract_id or 0].reference
        yield {
            "check": "near copy",
            "story": str(story.public_id),
            "other": str(other.public_id),
            "other_contract": named,
            "likeness": one.likeness,
            "noticed": f"Story {story.public_id} has nearly the same words as story "
            f"{other.public_id} of contract {named}: {one.likeness:.0%} alike.",
        }
    for found in list_unexplained(session, scope, contract_id, most=MOST_CHECKED):
        number = str(found.story.public_id)
        yield {
            "check": "unexplained",
            "story": number,
            "noticed": f"Story {number} says that life got better, and not what brought it about.",
        }
    for row in contract_ledger(session, scope, [contract_id])[contract_id]:
        if is_unheard(row.delivered, row.unit, row.people):
            yield {
                "check": "unheard",
                "commitment": row.commitment.ref,
                "delivered": str(row.delivered),
                "unit": row.unit,
                "people": row.people,
                "noticed": f"Promise {row.commitment.ref}: {row.delivered:,f} {row.unit} reported, "
                f"and {row.people} of those it was done for have told us.",
            }


def _read_promises(path: Path) -> "dict[str | None, list[CommitmentText]]":
    promises: dict[str | None, list[CommitmentText]] = {}
    for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            promises[str(told["id"])] = [_promise(one) for one in told["commitments"]]
        except (ValueError, KeyError, TypeError):
            raise click.ClickException(
                f'Line {number} of the contracts is no contract. Give {{"id": ..., '
                '"commitments": [{"ref": ..., "text": ..., "themes": [...]}]}.'
            ) from None
    return promises


def _promise(told: dict[str, Any]) -> "CommitmentText":
    from storybank.commitments.rules.quantity import find_quantity
    from storybank.linking.matcher import CommitmentText

    text = str(told["text"])
    quantity = find_quantity(text)
    return CommitmentText(
        ref=str(told["ref"]),
        text=text,
        themes=tuple(str(theme) for theme in told.get("themes", [])),
        quantity=None if quantity is None else quantity[0],
        unit="" if quantity is None else quantity[1],
    )
