"""storybank search: finding stories, and building the index anew."""

import json

import click

from storybank.accounts.queries import actor_of, find_user
from storybank.accounts.rules import Actor
from storybank.cli.opening import opened
from storybank.cli.output import progress_bar
from storybank.core.errors import NotFound
from storybank.stories.rules import shown_when


@click.group()
def search() -> None:
    """Finding stories again."""


@search.command()
@click.argument("query")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
@click.option("--as", "email", metavar="EMAIL", help="Find only what this person may read.")
@click.option(
    "--page", default=1, show_default=True, type=click.IntRange(1), help="Which page of them."
)
@click.option(
    "--per-page",
    default=10,
    show_default=True,
    type=click.IntRange(1, 200),
    help="How many stories a page holds.",
)
def find(query: str, as_json: bool, email: str | None, page: int, per_page: int) -> None:
    """Find stories by their words.

    Without --as it finds what storytellers allow the people who run contracts to read.

    Example: storybank search find "lunch club" --json
    """
    from storybank.search.service import find_stories

    with opened() as bank, bank.database.reading() as session:
        actor = Actor.operator()
        if email is not None:
            user = find_user(session, email)
            if user is None:
                raise NotFound(f"Nobody signs in with {email}.")
            actor = actor_of(user)
        findings = find_stories(
            session, bank.tools.engine, actor, text=query, page=page, per_page=per_page
        )
    hits = [
        {
            "id": str(one.story.story.public_id),
            "title": one.story.version.title,
            "kind": one.story.story.kind.value,
            "place": one.story.story.place,
            "told": shown_when(one.story.story),
            "snippets": ["".join(text for text, _ in cut.pieces) for cut in one.snippets],
        }
        for one in findings.found
    ]
    if as_json:
        facets = {
            name: [{"value": value, "count": count} for value, count in values]
            for name, values in findings.result.facets.items()
        }
        told = {"query": query, "total": findings.result.total, "hits": hits, "facets": facets}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for hit in hits:
        click.echo(f"{hit['title']}  ({hit['place'] or 'no place'})  {hit['id']}")
        for cut in hit["snippets"] or []:
            click.echo(f"    … {cut} …")
    click.echo(f"{findings.result.total:,} found.")


@search.command()
def rebuild() -> None:
    """Build the search index anew from the record, aside, then swap it in.

    Readers go on finding stories in the old index meanwhile.

    Example: storybank search rebuild
    """
    from storybank import pipeline
    from storybank.search import queries

    with opened() as bank:
        with bank.database.reading() as session:
            should = len(queries.accepted_revisions(session))
        with progress_bar(should, "Indexing") as bar:
            held = 0

            def show(number: int) -> None:
                nonlocal held
                bar.update(number - held)
                held = number

            number = pipeline.rebuild_index(bank.tools, show)
        pipeline.catch_up(bank.tools)
    click.echo(f"The index was built anew: {number:,} stories.")
