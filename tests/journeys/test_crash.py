"""kill -9 in the middle of an import: nothing accepted is lost, and nothing is done twice."""

from __future__ import annotations

import json
import random
import subprocess
import time
from pathlib import Path

import pytest
from sqlmodel import func, select

from config import Settings
from storybank.app import open_bank
from storybank.audit.queries import check_chain
from storybank.core.jobs.outbox import count_waiting
from storybank.search.queries import accepted_revisions
from storybank.stories.models import Story, StoryVersion
from storybank.tagging.models import Segment, StoryReading
from tests.server import STORYBANK, Server, command, environment

STORIES = 90
ROUNDS = 12
SENTENCES = (
    "I had nobody to talk to from one week to the next.",
    "They came every Tuesday with a hot meal.",
    "Now I have friends I ring every day.",
    "I got a job at the depot and I am still there.",
    "The damp in the back bedroom has gone.",
    "My knees are no better.",
)


def write_stories(path: Path, seed: int) -> None:
    chance = random.Random(seed)
    lines = []
    for number in range(STORIES):
        told = " ".join(chance.sample(SENTENCES, 3))
        body = f"{told} This was house number {number} of {seed}."
        story = {"id": f"S{number}", "kind": "beneficiary_story", "title": "One", "body": body}
        lines.append(json.dumps(story))
    path.write_text("\n".join(lines), encoding="utf-8")


def wait_until_done(home: Path) -> None:
    bank = open_bank(Settings(home=home, secret_key="only for tests"))
    try:
        for _ in range(1800):
            with bank.database.reading() as session:
                if count_waiting(session) == 0:
                    return
            time.sleep(0.1)
        raise TimeoutError("the server did not finish what the crash left undone")
    finally:
        bank.close()


def check_every_story_once(home: Path) -> int:
    bank = open_bank(Settings(home=home, secret_key="only for tests"))
    try:
        with bank.database.reading() as session:
            accepted = session.exec(select(func.count()).select_from(Story)).one()
            readings = session.exec(select(StoryReading.story_version_id)).all()
            versions = session.exec(select(StoryVersion.id)).all()
            sentences = session.exec(
                select(Segment.story_version_id, func.count()).group_by(Segment.story_version_id)
            ).all()
            should = {key: revision for key, (_, revision) in accepted_revisions(session).items()}
            assert sorted(readings) == sorted(versions), "each story is read once"
            assert {number for _, number in sentences} <= {4}, "no sentence twice"
            assert bank.tools.engine.revisions() == should, "each story is indexed as it is"
            assert check_chain(session).whole
        return int(accepted)
    finally:
        bank.close()


# Whoosh leaves files open when a segment goes while it opens it (the server merges meanwhile);
# the engine tries again, and the collector closes what was left, which Python warns of.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_a_kill_in_the_middle_of_an_import_loses_nothing(
    home: Path, tmp_path: Path, round_number: int
) -> None:
    stories = tmp_path / "stories.jsonl"
    write_stories(stories, round_number)
    server = Server(home)
    server.start()
    importing = subprocess.Popen(
        [STORYBANK, "intake", "import", str(stories)],
        env=environment(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    # From before the first story is in until most are: every round at another moment.
    time.sleep(1.2 + 0.16 * round_number)
    server.kill()
    importing.kill()
    importing.wait()

    server.start()
    try:
        wait_until_done(home)
        check_every_story_once(home)
        if round_number % 6 == 0:
            # What the kill kept out comes in with a second run; what is in stays once.
            assert command(home, "intake", "import", str(stories)).returncode == 0
            wait_until_done(home)
            assert check_every_story_once(home) == STORIES
    finally:
        server.stop()
