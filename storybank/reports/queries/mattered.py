"""Where each story answers what mattered most to whoever told it: places, never words.

Whoever tells on the page is asked four questions, and this one last (``telling.rules.PROMPTS``), so
that its answer ends the story. Which stretch it was is kept with what was sent, as places. Those
are of the words as received; here they are used only where the same answer still ends the story's
newest words: nothing was covered in it, and nobody changed it. What is left out this way is not
counted, and nothing is counted that was said in answer to another question.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import and_, func, literal, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from storybank.intake.models import Submission
from storybank.reports.queries.numbers import NONE, HeardRows, Ints
from storybank.stories.models import Detail, DetailStatus, Story, StoryVersion
from storybank.stories.queries import newest_words

MATTERED = "mattered"


def mattered_from(session: Session, heard: HeardRows) -> Ints:
    """Where that answer begins in the newest words of each story; NONE where there is none."""
    prompt = func.json_extract(Submission.answers, "$[#-1].prompt")
    answering = session.connection().execute(select(Submission.id).where(prompt == MATTERED))
    # Most stories were told in other ways, and looking each of them up would take long.
    submissions = [number for (number,) in answering]
    if not submissions or not heard.story.size:
        return np.full(heard.story.shape, NONE, dtype=np.int64)
    found = dict(session.connection().execute(_beginnings(submissions)).all())
    places = (found.get(one, NONE) for one in heard.story.tolist())
    return np.fromiter(places, dtype=np.int64, count=len(heard.story))


def _beginnings(submissions: Sequence[int]) -> Any:
    """(story, where the last answer begins) where it still ends the story, as it was sent."""
    first = aliased(StoryVersion)
    start: Any = func.json_extract(Submission.answers, "$[#-1].start")
    length = func.json_extract(Submission.answers, "$[#-1].end") - start
    begins = func.length(StoryVersion.body) - length
    covered = (
        select(Detail.id)
        .where(
            Detail.submission_id == Submission.id,
            col(Detail.status) != DetailStatus.REJECTED,
            col(Detail.end) > start,
        )
        .correlate(Submission)
        .exists()
    )
    return (
        select(Story.id, begins)
        .select_from(Story)
        .join(Submission, col(Submission.id) == Story.submission_id)
        .join(StoryVersion, newest_words())
        .join(first, and_(col(first.story_id) == Story.id, col(first.number) == 1))
        .where(
            col(Story.submission_id).in_(_each(submissions)),
            ~covered,
            func.substr(StoryVersion.body, begins + 1) == func.substr(first.body, -length),
            or_(begins == 0, func.substr(StoryVersion.body, begins - 1, 2) == "\n\n"),
        )
    )


def _each(numbers: Sequence[int]) -> Any:
    """Any number of row numbers as one bound value."""
    wanted = func.json_each(literal(json.dumps(numbers))).table_valued("value")
    return select(wanted.c.value)
