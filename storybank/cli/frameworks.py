"""storybank frameworks: the lists contracts are let under, in and out of files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from storybank.accounts.models import OrganisationKind
from storybank.accounts.queries import organisation_names
from storybank.accounts.rules import Actor
from storybank.cli.accounts import organisation_named
from storybank.cli.opening import opened
from storybank.cli.output import show_table, write_line
from storybank.codebook.queries import codes_by_slug
from storybank.core.errors import NotFound
from storybank.core.uploads import ReadLimits, Unreadable
from storybank.frameworks import queries, service
from storybank.frameworks.models import Framework
from storybank.frameworks.readers import read_framework

if TYPE_CHECKING:
    from sqlmodel import Session

OPERATOR = Actor.operator()
as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
which_edition = click.option("--edition", help="Which edition. [default: the newest]")
whose = click.option("--organisation", help="Whose framework it is. [default: everybody's]")


@click.group()
def frameworks() -> None:
    """The lists of outcomes that contracts are let under."""


@frameworks.command(name="list")
@as_json
def list_(as_json: bool) -> None:
    """Every framework with its editions.

    Example: storybank frameworks list
    """
    with opened() as bank, bank.database.reading() as session:
        found = queries.list_frameworks(session, OPERATOR)
        counts = queries.count_items(session, [one.key for one in found])
        owners = organisation_names(session, [one.organisation_id for one in found])
    rows = [
        {
            "slug": one.slug,
            "edition": one.edition,
            "title": one.title,
            "kind": one.kind.value,
            "organisation": owners.get(one.organisation_id or 0, ""),
            "items": counts[one.key],
            "complete": one.is_complete,
            "exportable": one.is_exportable,
            "retired": one.is_retired,
        }
        for one in found
    ]
    if as_json:
        for row in rows:
            write_line(row)
        return
    show_table(
        ["Framework", "Edition", "Kind", "Items", "Whose"],
        [
            [
                str(one["slug"]),
                str(one["edition"]),
                str(one["kind"]),
                str(one["items"]),
                str(one["organisation"] or "everybody's"),
            ]
            for one in rows
        ],
    )


@frameworks.command()
@click.argument("slug")
@which_edition
@whose
@as_json
def show(slug: str, edition: str | None, organisation: str | None, as_json: bool) -> None:
    """One edition with its items.

    Example: storybank frameworks show svm-2020
    """
    with opened() as bank, bank.database.reading() as session:
        framework = _found(session, slug, edition, organisation)
        items = queries.list_items_with_depth(session, framework.key)
        themes = queries.themes_of_items(session, [item.key for item, _ in items])
    if as_json:
        for item, depth in items:
            write_line(
                {
                    "code": item.code,
                    "level": item.level,
                    "depth": depth,
                    "name": item.name,
                    "text": item.text,
                    "themes": themes.get(item.key, []),
                }
            )
        return
    click.echo(f"{framework.title}, edition {framework.edition}")
    click.echo(f"Licence: {framework.licence or 'not stated'}")
    if not framework.is_exportable:
        click.echo("Its licence lets nobody pass it on, so it is not exported.")
    if not framework.is_complete:
        click.echo("Incomplete: items are known to be missing.")
    if framework.note:
        click.echo(f"\n{framework.note}\n")
    for item, depth in items:
        click.echo(f"{'  ' * depth}{item.code}  {item.name}")


@frameworks.command(name="import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--title", default="", help="What it is called, where the file does not say.")
@click.option("--edition", default="", help="Which edition, where the file does not say.")
@click.option("--licence", default="", help="Under which licence you hold it.")
@click.option("--source", default="", help="Where it is from.")
@click.option("--organisation", required=True, help="For whom it is brought in.")
@click.option("--licence-allows-export", is_flag=True, help="The licence lets it be passed on.")
@click.option("--leave-out-broken", is_flag=True, help="Leave out rows that cannot be read.")
def import_(
    path: Path,
    title: str,
    edition: str,
    licence: str,
    source: str,
    organisation: str,
    licence_allows_export: bool,
    leave_out_broken: bool,
) -> None:
    """Bring a framework in (.yaml or .csv). Ends with a non-zero status where rows are broken.

    Example: storybank frameworks import list.csv --title "Our list" --edition 2026
    --licence "Licensed to us" --organisation "Town Council"
    """
    terms = service.ImportTerms(
        title=title,
        edition=edition,
        licence=licence,
        source=source,
        licence_allows=licence_allows_export,
        broken_rows_left_out=leave_out_broken,
    )
    with opened() as bank:
        limits = ReadLimits(max_bytes=bank.settings.max_upload_bytes)
        try:
            read = read_framework(path, name=path.name, limits=limits)
        except Unreadable as error:
            raise click.ClickException(f"{path.name}: {error}") from None
        for problem in read.problems:
            click.echo(f"{path.name} {problem}")
        for notice in read.notices:
            click.echo(f"{path.name}: {notice}")
        with bank.database.transaction() as session:
            held = organisation_named(session, organisation, OrganisationKind.AUTHORITY)
            framework, copied = service.import_framework(
                session, OPERATOR, read=read, terms=terms, organisation_id=held.key
            )
    for theme in copied.unknown_themes:
        click.echo(f"{path.name}: there is no theme called “{theme}”, so it was left out.")
    click.echo(f"{framework.slug}, edition {framework.edition}: {copied.items} items brought in.")
    if read.problems:
        sys.exit(1)


@frameworks.command()
@click.argument("slug")
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@which_edition
@whose
def export(slug: str, path: Path, edition: str | None, organisation: str | None) -> None:
    """Write an edition to a file (.yaml or .csv), unless its licence lets nobody pass it on.

    Example: storybank frameworks export svm-2020 svm.csv
    """
    with opened() as bank, bank.database.transaction() as session:
        framework = _found(session, slug, edition, organisation)
        ending = {"yml": "yaml"}.get(path.suffix[1:].lower(), path.suffix[1:].lower())
        words = service.export_framework(session, OPERATOR, framework=framework, ending=ending)
        path.write_text(words, encoding="utf-8-sig" if ending == "csv" else "utf-8", newline="")


@frameworks.command()
@click.argument("slug")
@which_edition
@whose
@click.option("--item", help="The code of an item whose themes are to be said anew.")
@click.option("--themes", help="Its themes with commas between them; '' for none.")
@as_json
def crosswalk(
    slug: str,
    edition: str | None,
    organisation: str | None,
    item: str | None,
    themes: str | None,
    as_json: bool,
) -> None:
    """What each item of an edition means in our themes; or, with --item, say it anew.

    Example: storybank frameworks crosswalk five-ways --item give --themes purpose,community
    """
    if (item is None) != (themes is None):
        raise click.UsageError("--item and --themes go together.")
    with opened() as bank, bank.database.transaction() as session:
        framework = _found(session, slug, edition, organisation)
        items = queries.list_items(session, framework.key)
        if item is not None:
            _set_themes(session, framework, item, themes or "")
        told = queries.themes_of_items(session, [one.key for one in items])
    for one in items:
        slugs = told.get(one.key, [])
        if as_json:
            write_line({"code": one.code, "name": one.name, "themes": slugs})
        else:
            click.echo(f"{one.code}  {', '.join(slugs) or '–'}")


def _set_themes(session: Session, framework: Framework, item: str, themes: str) -> None:
    codes = codes_by_slug(session)
    slugs = [word.strip() for word in themes.split(",") if word.strip()]
    unknown = [slug for slug in slugs if slug not in codes]
    if unknown:
        raise NotFound(f"There is no theme called “{unknown[0]}”.")
    for one in queries.list_items(session, framework.key):
        if one.code == item:
            service.set_themes(
                session,
                OPERATOR,
                framework=framework,
                item=one,
                codes=[codes[slug] for slug in slugs],
            )
            return
    raise NotFound(f"This edition has no item with the code “{item}”.")


def _found(session: Session, slug: str, edition: str | None, organisation: str | None) -> Framework:
    """The edition that these words name; the newest where none is named.

    Raises:
        NotFound: there is none.
    """
    found = [one for one in queries.list_frameworks(session, OPERATOR) if one.slug == slug]
    owners = organisation_names(session, [one.organisation_id for one in found])
    wanted = organisation or ""
    found = [one for one in found if owners.get(one.organisation_id or 0, "") == wanted]
    if edition is not None:
        found = [one for one in found if one.edition == edition]
    if not found:
        whose = f" of {organisation}" if organisation else ""
        raise NotFound(
            f"There is no framework “{slug}”{whose}. Ask “storybank frameworks list” for all."
        )
    return max(found, key=lambda one: one.key)
