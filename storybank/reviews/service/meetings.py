"""Planning and holding reviews, and what is said between them."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlmodel import Session, col, delete

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.reviews import queries, rules
from storybank.reviews.agenda import build_agenda
from storybank.reviews.models import CheckIn, Review, ReviewCalendar, ReviewKind
from storybank.stories.rules import Scope


def set_calendar(
    session: Session, actor: Actor, *, contract: Contract, every_months: int, first_on: date
) -> ReviewCalendar:
    """Say how often a contract is reviewed; the reviews to come are planned anew.

    What was held, and extra reviews, stay as they are.

    Raises:
        RuleBroken: the months or the day will not do; ``field`` says which.
    """
    require(actor, Action.RUN_REVIEW)
    rules.check_calendar(every_months=every_months, first_on=first_on)
    calendar = queries.find_calendar(session, contract.key)
    if calendar is None:
        calendar = ReviewCalendar(
            contract_id=contract.key, every_months=every_months, first_on=first_on
        )
    calendar.every_months, calendar.first_on = every_months, first_on
    session.add(calendar)
    session.exec(
        delete(Review).where(
            col(Review.contract_id) == contract.key,
            col(Review.held_on).is_(None),
            col(Review.kind) != ReviewKind.EXTRA,
        )
    )
    session.flush()
    planned = _plan(session, contract, calendar)
    record(
        session,
        actor,
        "set_review_calendar",
        calendar,
        contract=str(contract.public_id),
        every_months=every_months,
        first_on=first_on.isoformat(),
        planned=planned,
    )
    return calendar


def plan_review(session: Session, actor: Actor, *, contract: Contract, due_on: date) -> Review:
    """Plan one more review, outside the calendar.

    Raises:
        RuleBroken: the day will not do.
    """
    require(actor, Action.RUN_REVIEW)
    rules.check_year(due_on, "due_on")
    review = Review(contract_id=contract.key, kind=ReviewKind.EXTRA, due_on=due_on)
    session.add(review)
    session.flush()
    record(session, actor, "plan_review", review, contract=str(contract.public_id))
    return review


def move_review(session: Session, actor: Actor, *, review: Review, due_on: date) -> None:
    """Hold a review on another day than it was planned for.

    Raises:
        RuleBroken: it was held already, or the day will not do.
    """
    require(actor, Action.RUN_REVIEW)
    _check_not_held(review)
    rules.check_year(due_on, "due_on")
    before, review.due_on = review.due_on, due_on
    session.flush()
    record(
        session,
        actor,
        "move_review",
        review,
        before=before.isoformat(),
        after=due_on.isoformat(),
    )


def hold_review(
    session: Session,
    actor: Actor,
    scope: Scope,
    *,
    review: Review,
    contract: Contract,
    held_on: date,
    attended: str,
    notes: str = "",
    item_notes: Mapping[str, str] | None = None,
) -> None:
    """Put a review on record: its agenda is kept as it stands now, with the notes on each item.

    ``item_notes`` are by key of the item. A note on an item that has gone from the agenda
    meanwhile is kept under the general notes.

    Raises:
        RuleBroken: it was held already, or something is missing; ``field`` says what.
    """
    require(actor, Action.RUN_REVIEW)
    _check_not_held(review)
    rules.check_gone(held_on, "held_on", clock.today())
    rules.check_words(attended, "attended", "Say who was there, from both sides.")
    rules.check_length(notes, "notes", longest=4 * rules.LONGEST_TEXT)
    written = {key: note.strip() for key, note in (item_notes or {}).items() if note.strip()}
    for note in written.values():
        rules.check_length(note, "notes")
    agenda = build_agenda(session, actor, scope, contract)
    review.agenda = agenda.kept(written)
    on_it = {item.key for item in agenda.items}
    left = [note for key, note in written.items() if key not in on_it]
    review.held_on, review.attended = held_on, attended.strip()
    review.notes = "\n\n".join(filter(None, (notes.strip(), *left)))
    review.recorded_by_id = actor.user_id
    session.add(review)
    session.flush()
    calendar = queries.find_calendar(session, contract.key)
    planned = 0 if calendar is None else _plan(session, contract, calendar)
    record(
        session,
        actor,
        "hold_review",
        review,
        contract=str(contract.public_id),
        held_on=held_on.isoformat(),
        items=len(agenda.items),
        planned=planned,
    )


def note_check_in(
    session: Session,
    actor: Actor,
    *,
    contract: Contract,
    held_on: date,
    spoke_to: str,
    note: str,
) -> CheckIn:
    """Note a call, an e-mail or a visit between reviews.

    Raises:
        RuleBroken: something is missing; ``field`` says what.
    """
    require(actor, Action.RUN_REVIEW)
    rules.check_gone(held_on, "held_on", clock.today())
    rules.check_words(
        spoke_to, "spoke_to", "Say who you were in touch with.", longest=rules.LONGEST_NAME
    )
    rules.check_words(note, "note", "Say in a line or two what it was about.")
    check_in = CheckIn(
        contract_id=contract.key,
        held_on=held_on,
        spoke_to=spoke_to.strip(),
        note=note.strip(),
        noted_by_id=actor.user_id,
    )
    session.add(check_in)
    session.flush()
    record(session, actor, "note_check_in", check_in, contract=str(contract.public_id))
    return check_in


def _check_not_held(review: Review) -> None:
    if review.held_on is not None:
        raise RuleBroken("This review was held, and its record is not changed any more.")


def _plan(session: Session, contract: Contract, calendar: ReviewCalendar) -> int:
    """Add the reviews that the calendar wants and that are not planned yet."""
    coming = queries.list_coming(session, contract.key, most=500)
    regular = [one for one in coming if one.kind is not ReviewKind.EXTRA]
    planned = rules.plan_reviews(
        every_months=calendar.every_months,
        first_on=calendar.first_on,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        today=clock.today(),
        held_for=_held_for(session, contract.key),
    )
    fresh = [one for one in planned if _is_new(one, regular)]
    for one in fresh:
        session.add(Review(contract_id=contract.key, kind=one.kind, due_on=one.due_on))
    session.flush()
    return len(fresh)


def _is_new(planned: rules.Planned, standing: Collection[Review]) -> bool:
    """Whether nothing stands for it: reviews that were moved stay where people put them."""
    if planned.kind in (ReviewKind.MID_TERM, ReviewKind.CLOSING):
        return all(one.kind is not planned.kind for one in standing)
    usual = [
        one.due_on for one in standing if one.kind not in (ReviewKind.MID_TERM, ReviewKind.CLOSING)
    ]
    return not usual or planned.due_on > max(usual)


def _held_for(session: Session, contract_id: int) -> date | None:
    held = queries.list_held(session, contract_id)
    return max((one.due_on for one in held if one.kind is not ReviewKind.EXTRA), default=None)
