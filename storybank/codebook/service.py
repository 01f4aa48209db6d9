"""Loading codebooks."""

import csv
from pathlib import Path

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.audit.service import record
from storybank.codebook import queries
from storybank.codebook.models import Code, Codebook

HUB_SLUG = "hub"
HUB_VERSION = "1"


def load_hub(session: Session, actor: Actor, themes_csv: Path) -> Codebook:
    """Load the hub codebook shipped with Storybank, unless this edition is already held.

    The file's columns: id, group, name, definition, include, exclude, act_pillar.
    """
    held = queries.find_codebook(session, HUB_SLUG, HUB_VERSION)
    if held is not None:
        return held
    codebook = Codebook(slug=HUB_SLUG, name="Hub themes", version=HUB_VERSION)
    session.add(codebook)
    session.flush()
    with themes_csv.open(encoding="utf-8", newline="") as file:
        for position, row in enumerate(csv.DictReader(file)):
            session.add(
                Code(
                    codebook_id=codebook.key,
                    slug=row["id"],
                    name=row["name"],
                    group=row["group"],
                    position=position,
                    definition=row["definition"],
                    include=row["include"],
                    exclude=row["exclude"],
                    act_pillar=row["act_pillar"],
                )
            )
    session.flush()
    record(session, actor, "load_codebook", codebook, version=HUB_VERSION)
    return codebook
