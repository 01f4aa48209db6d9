"""What stands of a permission is what the record of it adds up to, whatever was said when."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import textstat
from hypothesis import given, settings
from hypothesis import strategies as st

from storybank.core.errors import RuleBroken
from storybank.intake import rules
from storybank.intake.models import ConsentAct, ConsentEvent, GivenBy, Identifiability, Purpose
from storybank.intake.service.statements import SHIPPED

START = date(2026, 1, 1)
PURPOSES = (Purpose.BOARD, Purpose.PUBLIC, Purpose.QUOTATION)

said = st.builds(
    lambda act, purposes, day, lasts: (act, purposes, day, lasts),
    st.sampled_from(ConsentAct),
    st.sets(st.sampled_from(PURPOSES), min_size=1),
    st.integers(0, 40),
    st.none() | st.integers(0, 30),
)


def events_of(told: list) -> list[ConsentEvent]:
    """Events in the order of their days, as a record holds them."""
    events = []
    for number, (act, purposes, day, lasts) in enumerate(sorted(told, key=lambda one: one[2])):
        at = datetime(2026, 1, 1, 9, tzinfo=UTC) + timedelta(days=day, minutes=number)
        events.append(
            ConsentEvent(
                submission_id=1,
                act=act,
                purposes=[one.value for one in purposes],
                at=at,
                method="paper form",
                expires_on=None
                if lasts is None or act is ConsentAct.WITHDRAWN
                else at.date() + timedelta(days=lasts),
            )
        )
    return events


def allowed_by_hand(events: list[ConsentEvent], purpose: Purpose, today: date) -> bool:
    """The same asked otherwise: going through one purpose's life day by day."""
    allowed, until = False, None
    for event in events:
        if purpose.value not in event.purposes:
            continue
        if event.act is ConsentAct.GIVEN:
            allowed, until = True, event.expires_on
        elif event.act is ConsentAct.RENEWED and allowed:
            until = event.expires_on
        elif event.act is ConsentAct.WITHDRAWN:
            allowed = False
    return allowed and (until is None or until >= today)


@settings(max_examples=60, deadline=None)
@given(st.lists(said, max_size=12), st.integers(0, 80))
def test_add_up_allows_what_the_latest_word_on_each_purpose_allows(told: list, day: int) -> None:
    events, today = events_of(told), START + timedelta(days=day)
    standing = rules.add_up(events)

    live = rules.live_purposes(standing.values(), today)

    assert live == {one for one in PURPOSES if allowed_by_hand(events, one, today)}
    for purpose, one in standing.items():
        about = [event for event in events if purpose.value in event.purposes]
        if about[-1].act is ConsentAct.WITHDRAWN:
            assert one.withdrawn_at is not None
            assert purpose not in live
        if one.expires_on is not None and one.expires_on < today:
            assert purpose not in live


@settings(max_examples=30, deadline=None)
@given(st.lists(said, max_size=10), said)
def test_add_up_of_one_more_event_changes_only_what_it_speaks_of(told: list, more: tuple) -> None:
    before = rules.add_up(events_of(told))
    act, purposes, _, lasts = more
    after = rules.add_up(events_of([*told, (act, purposes, 50, lasts)]))

    for purpose in PURPOSES:
        if purpose not in purposes:
            assert after.get(purpose) == before.get(purpose)


def test_add_up_never_brings_back_by_renewal_what_was_taken_back() -> None:
    told = [
        (ConsentAct.GIVEN, {Purpose.BOARD}, 0, None),
        (ConsentAct.WITHDRAWN, {Purpose.BOARD}, 1, None),
        (ConsentAct.RENEWED, {Purpose.BOARD}, 2, None),
        (ConsentAct.RENEWED, {Purpose.PUBLIC}, 2, None),
    ]
    standing = rules.add_up(events_of(told))

    assert rules.live_purposes(standing.values(), START) == frozenset()
    assert Purpose.PUBLIC not in standing


def test_wish_of_names_nobody_who_gave_no_name() -> None:
    assert rules.wish_of(None, "") is Identifiability.UNNAMED
    assert rules.wish_of(None, "Blue Skye") is Identifiability.CHOSEN_NAME
    assert rules.wish_of(Identifiability.NAMED, "") is Identifiability.UNNAMED
    assert rules.wish_of(Identifiability.NAMED, "Mary Jones") is Identifiability.NAMED


def test_check_giver_and_witness_ask_for_what_is_missing() -> None:
    rules.check_giver(GivenBy.SELF, "")
    rules.check_witness("paper form", "")
    with pytest.raises(RuleBroken) as caught:
        rules.check_giver(GivenBy.GUARDIAN, " ")
    assert caught.value.field == "given_by_words"
    with pytest.raises(RuleBroken) as caught:
        rules.check_witness(rules.SPOKEN, "")
    assert caught.value.field == "witness"


def test_what_ships_can_be_read_at_nine() -> None:
    """The reading age of what storytellers are told, by its letters, words and sentences."""
    for path in sorted(SHIPPED.glob("*.md")):
        words = re.sub(r"[#*]|^- ", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        sentences = "\n".join(f"{line.rstrip('.?!')}." for line in words.splitlines() if line)
        grade = textstat.automated_readability_index(sentences)
        assert grade + 5 <= 9, (path.name, grade)  # a grade is a year of school, begun at five


def test_what_ships_says_what_must_be_said() -> None:
    needed = ("999", "16 numbers", "printed", "six years|6 more years", "30 days", "0303 123 1113")
    for path in sorted(SHIPPED.glob("*.md")):
        told = path.read_text(encoding="utf-8")
        for words in (*needed, "computer", "health", "badly hurt", "police", "copy"):
            assert re.search(words, told), (path.name, words)
