"""Why something is on the agenda: one function a reason, each with its words."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.commitments.models import Commitment, Contract
from storybank.commitments.queries import list_waiting_changes
from storybank.reviews import queries, rules
from storybank.reviews.agenda.items import AgendaItem, AgendaKind
from storybank.reviews.models import Review
from storybank.reviews.silence import Silence, SilenceKind, list_silence
from storybank.stories.rules import Scope

USUAL_MONTHS = 3
# An effect that was looked at this lately need not be looked at again.
CHECKED_LATELY = timedelta(days=180)
RATING_SOON = timedelta(days=60)


def _promise(kind: AgendaKind, promise: Commitment, why: str) -> AgendaItem:
    title = f"{promise.ref}: {promise.text}"
    return AgendaItem(kind, "commitment", promise.public_id, title, why, promise.key)


def shortfalls(session: Session, contract: Contract, today: date) -> Iterable[AgendaItem]:
    """Promises not kept, and where putting them right stands."""
    for shortfall, promise in queries.list_shortfalls(session, contract.key, only_open=True):
        due = shortfall.plan_due_on
        if due is None:
            state = "nobody has said yet how it will be put right"
        elif due < today:
            state = f"it should have been put right by {_day(due)}"
        else:
            state = f"it is to be put right by {_day(due)}"
        why = f"Notice was given on {_day(shortfall.noticed_on)}, and {state}."
        title = f"{promise.ref}: {promise.text}"
        yield AgendaItem(
            AgendaKind.SHORTFALL, "shortfall", shortfall.public_id, title, why, promise.key
        )


def contradicted(
    session: Session, scope: Scope, contract: Contract, last: Review | None
) -> Iterable[AgendaItem]:
    """Promises that people speak against, since the last review if there was one."""
    since = None if last is None or last.held_on is None else last.held_on
    moment = None if since is None else datetime.combine(since, time(), UTC)
    for promise, number in queries.list_contradicted(session, scope, contract.key, since=moment):
        speak = "1 passage speaks" if number == 1 else f"{number} passages speak"
        lately = "" if since is None else f", attached since the last review on {_day(since)}"
        yield _promise(AgendaKind.CONTRADICTED, promise, f"{speak} against it{lately}.")


def unanswered(session: Session, scope: Scope, contract: Contract) -> Iterable[AgendaItem]:
    """Stories of need or of worse to which nothing was agreed."""
    for story, is_worse in queries.list_unanswered(session, scope, contract.key):
        told = "of something that got worse" if is_worse else "of a need"
        why = f"It tells {told}, and nothing has been agreed since it came in."
        yield AgendaItem(AgendaKind.UNANSWERED, "story", story.public_id, "", why)


def changes(session: Session, actor: Actor, contract: Contract) -> Iterable[AgendaItem]:
    """Changes of promises that wait for a second person."""
    waiting = list_waiting_changes(session, actor, contract_id=contract.key)
    for change, promise, _ in waiting:
        what = "Somebody asks to promise less" if change.lowers else "A change is asked for"
        why = f"{what}, since {_day(change.proposed_at.date())}. A second person decides."
        yield _promise(AgendaKind.CHANGE, promise, why)


def late(session: Session, contract: Contract, today: date) -> Iterable[AgendaItem]:
    """Deliveries that are late, those past their day first."""
    calendar = queries.find_calendar(session, contract.key)
    months = USUAL_MONTHS if calendar is None else calendar.every_months
    quiet_since = rules.add_months(today, -months)
    if contract.ends_on is not None and contract.ends_on < quiet_since:
        quiet_since = contract.ends_on
    found = queries.list_late(session, contract, today=today, quiet_since=quiet_since)
    for one in sorted(found, key=lambda each: not each.is_due):
        yield _promise(AgendaKind.LATE, one.commitment, _why_late(one))


def _why_late(late: queries.Late) -> str:
    promise = late.commitment
    if late.is_due and promise.due_on is not None:
        begins = f"It was due by {_day(promise.due_on)}"
        if late.delivered is None or promise.quantity is None:
            return f"{begins}, and nothing is reported."
        sign = "%" if promise.unit.startswith("%") else ""
        unit = promise.unit.removeprefix("%").strip()
        promised = f"{_number(promise.quantity)}{sign} {unit}".strip()
        return f"{begins}: {promised}. Reported so far: {_number(late.delivered)}{sign}."
    if late.last_on is None:
        return "Nothing is reported as delivered yet."
    return f"Nothing is reported since {_day(late.last_on)}."


def actions(session: Session, contract: Contract, today: date) -> Iterable[AgendaItem]:
    """What was agreed and is not done, what should be by now first."""
    for action in queries.list_open_actions(session, contract.key):
        if action.due_on < today:
            why = f"{action.owner} was to do it by {_day(action.due_on)}."
        else:
            why = f"{action.owner} is to do it by {_day(action.due_on)}."
        yield AgendaItem(AgendaKind.ACTION, "action", action.public_id, action.text, why)


_SILENCE = {
    SilenceKind.FIGURE_ONLY: (
        AgendaKind.FIGURE_ONLY,
        "A figure is reported, and nobody it was done for has told us.",
    ),
    SilenceKind.NOBODY_SPOKE: (AgendaKind.SILENT, "Nobody has told us about it."),
    SilenceKind.NOT_VERIFIED: (
        AgendaKind.NOT_VERIFIED,
        "People have spoken of it, and nobody independent has looked.",
    ),
    SilenceKind.NO_OWNER: (AgendaKind.NO_OWNER, "Nobody looks after it."),
    SilenceKind.OWNER_LEFT: (
        AgendaKind.NO_OWNER,
        "Whoever looked after it has no account any more.",
    ),
}


def silence(
    session: Session, actor: Actor, scope: Scope, contract: Contract
) -> Iterable[AgendaItem]:
    """What the silence list says of the contract's promises."""
    listed = list_silence(
        session, actor, scope, contract_id=contract.key, kinds=tuple(_SILENCE), per_page=200
    )
    for silence in listed.items:
        kind, why = _SILENCE[silence.kind]
        yield _promise(kind, silence.commitment, _why_silent(silence, why))


def _why_silent(silence: Silence, why: str) -> str:
    if silence.kind is SilenceKind.NOT_VERIFIED and silence.since is not None:
        return f"{why} The oldest passage was attached on {_day(silence.since)}."
    return why


def effects(session: Session, contract: Contract, today: date) -> Iterable[AgendaItem]:
    """Effects that were foreseen and not held against stories lately."""
    effects = queries.list_effects(session, contract.key)
    checks = queries.newest_checks(session, [effect.key for effect in effects])
    for effect in effects:
        check = checks.get(effect.key)
        if check is not None and check.checked_on > today - CHECKED_LATELY:
            continue
        change = "better" if effect.is_positive else "worse"
        unmet = "" if effect.is_positive or effect.mitigation else " Nothing is done about it."
        asked = "never been held" if check is None else "not been held for a while"
        why = f"It may get {change} for them, and this has {asked} against stories.{unmet}"
        title = f"{effect.group}: {effect.text}"
        yield AgendaItem(AgendaKind.EFFECT, "effect", effect.public_id, title, why)


def rating(session: Session, contract: Contract, today: date) -> Iterable[AgendaItem]:
    """A rating that the Procurement Act 2023 wants soon."""
    clock_ = rules.rating_clock(
        kind=contract.kind,
        regime=contract.regime,
        value=contract.value,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        last_rated_on=queries.find_last_rated_on(session, contract.key),
    )
    if clock_.due_on is not None and clock_.due_on <= today + RATING_SOON:
        why = f"The Procurement Act 2023 wants a rating by {_day(clock_.due_on)}."
        title = "Rate how the supplier did"
        yield AgendaItem(AgendaKind.RATING, "contract", contract.public_id, title, why)


def pledges(
    session: Session, actor: Actor, contract: Contract, today: date
) -> Iterable[AgendaItem]:
    """Pledges on this contract whose year is over."""
    pledges = queries.list_pledges(session, actor, followed_up=False, contract_id=contract.key)
    for pledge in pledges:
        if pledge.follow_up_on <= today:
            why = f"Pledged on {_day(pledge.made_on)} by {pledge.made_by}. Ask what became of it."
            yield AgendaItem(AgendaKind.PLEDGE, "pledge", pledge.public_id, pledge.text, why)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _number(amount: Decimal) -> str:
    return f"{amount:,.2f}".rstrip("0").rstrip(".")
