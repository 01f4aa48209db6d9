"""Taking the stories of a file in, each on its own."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.core.errors import AlreadyHeld, RuleBroken
from storybank.core.files import FileStore
from storybank.core.uploads import ReadLimits
from storybank.intake import service
from storybank.intake.importing.finders import FindContract, FindStatement, statement_finder
from storybank.intake.importing.outcomes import (
    Accept,
    ImportDefaults,
    Outcome,
    OutcomeStatus,
    ReadFile,
)
from storybank.intake.importing.reading import failed, keep_original, read_for_import
from storybank.intake.importing.told import Told
from storybank.intake.readers import ReadStory

BATCH = 50
_NUMBER = re.compile(r"\d+")


def take_in(
    session: Session,
    actor: Actor,
    store: FileStore,
    story: ReadStory,
    *,
    read: ReadFile,
    defaults: ImportDefaults,
    find_contract: FindContract,
    find_statement: FindStatement | None = None,
    accept: Accept | None = None,
    most_words: int = service.MOST_WORDS,
) -> Outcome:
    """Take one story of a file in; with ``accept`` make a story of it at once.

    A story that will not do leaves no trace and does not lose the others: what is wrong with it
    is told, all of it. The original is kept only once a story of it is taken in. What the row
    says wins over the defaults. Raises NotAllowed where the actor may not send, or not accept,
    stories.
    """
    find_statement = find_statement or statement_finder(session, defaults.organisation_id)
    told = Told(story, defaults, read)
    words, consent = told.words(find_contract), told.consent(find_statement)
    told.check(words, consent, most_words)
    if told.problems:
        return told.outcome(OutcomeStatus.FAILED)
    status, public_id = OutcomeStatus.TAKEN_IN, None
    try:
        with session.begin_nested():
            submission = service.submit_story(
                session,
                actor,
                words=words,
                consent=consent,
                organisation_id=defaults.organisation_id,
                most_words=most_words,
            )
            if accept is not None:
                accept(session, actor, submission=submission)
                status = OutcomeStatus.ACCEPTED
            keep_original(store, read)
            public_id = submission.public_id
    except AlreadyHeld as error:
        return told.outcome(OutcomeStatus.ALREADY_HELD, reason=str(error))
    except RuleBroken as error:
        told.note(error)
        return told.outcome(OutcomeStatus.FAILED)
    except OSError:
        return failed(
            read.name,
            "The server could not keep this file.",
            "Tell whoever looks after the server that its disk may be full; then try again.",
            where=told.where,
            title=story.title,
        )
    return told.outcome(status, public_id=public_id)


def take_all(
    session: Session,
    actor: Actor,
    store: FileStore,
    *,
    read: ReadFile,
    defaults: ImportDefaults,
    find_contract: FindContract,
    accept: Accept | None = None,
    most_words: int = service.MOST_WORDS,
    after_batch: Callable[[], None] = lambda: None,
) -> list[Outcome]:
    """Take all of a file in that was read, each story on its own; outcomes in order of rows.

    ``after_batch`` is called after every 50: a door may commit there, so that others can write
    meanwhile. Raises NotAllowed as ``take_in`` does.
    """
    find_statement = statement_finder(session, defaults.organisation_id)
    taken: list[Outcome] = []
    for story in (*read.stories, *read.rejected):
        outcome = take_in(
            session,
            actor,
            store,
            story,
            read=read,
            defaults=defaults,
            find_contract=find_contract,
            find_statement=find_statement,
            accept=accept,
            most_words=most_words,
        )
        taken.append(outcome)
        if len(taken) % BATCH == 0:
            after_batch()
    return in_order([*read.failed, *taken])


def import_file(
    session: Session,
    actor: Actor,
    store: FileStore,
    *,
    path: Path,
    name: str,
    limits: ReadLimits,
    defaults: ImportDefaults,
    find_contract: FindContract,
    accept: Accept | None = None,
    most_words: int = service.MOST_WORDS,
) -> list[Outcome]:
    """Read a file and take all of it in."""
    return take_all(
        session,
        actor,
        store,
        read=read_for_import(path=path, name=name, limits=limits),
        defaults=defaults,
        find_contract=find_contract,
        accept=accept,
        most_words=most_words,
    )


def in_order(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """One file's outcomes in the order of its rows."""
    return sorted(outcomes, key=lambda one: int((_NUMBER.search(one.where) or ["0"])[0]))
