"""What needs a person, in order of consequence for the parts they play.

``LINES`` is the whole of it: each line is one kind of work, whose it is, how much of it there
is, what is said of it, and where it is done. All count within what the actor may read, in a
fixed number of SQL statements.
"""

from collections.abc import Callable
from datetime import timedelta

from flask import url_for

from storybank.accounts.permissions import Action, RoleName
from storybank.accounts.rules import Actor, can
from storybank.commitments.queries import count_waiting_changes
from storybank.core import clock
from storybank.core.jobs import outbox
from storybank.intake.models import SubmissionStatus
from storybank.intake.queries import count_running_out, count_submissions, list_drafts
from storybank.intake.rules import REMINDED_BEFORE
from storybank.linking.queries import count_suggested
from storybank.reports.queries import count_recalls
from storybank.reviews.ledger import Standing
from storybank.reviews.queries import (
    count_due,
    count_open_shortfalls,
    count_overdue_actions,
    count_pledges,
)
from storybank.reviews.silence import SilenceKind
from storybank.rights.queries.complaints import count_complaints, count_pressing
from storybank.safeguarding.models import ConcernStatus
from storybank.stories.rules import uncovered_scope
from storybank.tagging.queries import (
    count_stories_with_suggestions,
    list_stories_with_suggestions,
)
from storybank.verification.queries import count_unasked, count_waiting
from storybank.web.desk import Desk, Line, Need
from storybank.web.filters import day
from storybank.web.look_twice import unheard
from storybank.web.needs_answers import ASK_AGAIN, DISPUTED, LATE_PLANS, UNANSWERED
from storybank.web.needs_checks import CHANGES_ASKED


def what_needs(desk: Desk) -> list[Need]:
    """The lines for this person, those of gravest consequence first."""
    return [need for line in LINES if (need := line.look(desk)) is not None]


def _may(action: Action) -> Callable[[Actor], bool]:
    return lambda actor: can(actor, action)


def _plays(role: RoleName) -> Callable[[Actor], bool]:
    return lambda actor: actor.plays(role)


def _page(endpoint: str) -> Callable[[Desk], str]:
    return lambda _desk: url_for(endpoint)


def _concerns(status: ConcernStatus) -> Callable[[Desk], int]:
    return lambda desk: desk.concerns.get(status, 0)


def _submissions(status: SubmissionStatus) -> Callable[[Desk], int]:
    return lambda desk: count_submissions(desk.session, desk.actor, status)


def _contradicted(one: Standing) -> bool:
    return one.contradicting > 0 and not one.is_withdrawn


def _silence(kind: SilenceKind) -> Callable[[Desk], str]:
    return lambda _desk: url_for("ledger.silence", kind=kind.value)


def _oldest_to_code(desk: Desk) -> str:
    scope = uncovered_scope(desk.actor)
    (story, _, _), *_ = list_stories_with_suggestions(desk.session, scope, most=1)
    return url_for("stories.show", story_id=story.public_id)


def _only_sends(actor: Actor) -> bool:
    """Who decides on submissions has a line of their own for those that wait."""
    return actor.plays(RoleName.CONTRIBUTOR) and not can(actor, Action.DECIDE_SUBMISSION)


def _why_declined(desk: Desk) -> str:
    news = desk.declined_lately
    begins = "The reason" if len(news) == 1 else "The newest, because"
    return f"{begins}: {news[-1].decline_reason}"


def _running_out(desk: Desk) -> int:
    today = clock.today()
    last = today + timedelta(days=REMINDED_BEFORE)
    return count_running_out(desk.session, desk.actor, after=today, before=last)


LINES = (
    Line(
        _may(Action.SETTLE_CONCERN),
        lambda desk: desk.overdue_concerns,
        ("concern is overdue", "concerns are overdue"),
        "Somebody may be at risk, and nobody has decided in time.",
        "See them now",
        _page("safeguarding.list_"),
        urgent=True,
    ),
    Line(
        _may(Action.SETTLE_CONCERN),
        _concerns(ConcernStatus.RAISED),
        ("concern waits for you", "concerns wait for you"),
        lambda desk: (
            "Somebody may be at risk. "
            f"The oldest was raised on {day(desk.oldest_concern.created_at)}."
        ),
        "Look into the oldest",
        lambda desk: url_for("safeguarding.show", concern_id=desk.oldest_concern.public_id),
        urgent=True,
    ),
    Line(
        _may(Action.ISSUE_REPORT),
        lambda desk: count_recalls(desk.session, desk.actor),
        ("issued report is to be called back", "issued reports are to be called back"),
        "Somebody took words back that stand in copies of it.",
        "See what went where",
        _page("issued.list_"),
    ),
    Line(
        _may(Action.HANDLE_COMPLAINT),
        lambda desk: count_pressing(desk.session, desk.actor, clock.today())[1],
        ("complaint should have been acknowledged", "complaints should have been acknowledged"),
        "The law gives 30 days to tell somebody that their complaint came, and they are over.",
        "Tell them today",
        _page("complaints.list_"),
        urgent=True,
    ),
    Line(
        _may(Action.HANDLE_COMPLAINT),
        lambda desk: count_complaints(desk.session, desk.actor),
        ("complaint is open", "complaints are open"),
        "Whoever complained waits to hear that it came, or what was found.",
        "See them",
        _page("complaints.list_"),
    ),
    Line(
        _may(Action.MANAGE_ACCOUNTS),
        lambda desk: outbox.count_failing(desk.session),
        ("piece of work keeps failing", "pieces of work keep failing"),
        "Some stories may not be found by search, or have no suggestions. The server tries "
        "again by itself; if this stays, look into its log.",
        "See the record of acts",
        _page("audit.list_"),
        urgent=True,
    ),
    Line(
        _may(Action.APPROVE_CHANGE),
        lambda desk: count_waiting_changes(desk.session, desk.actor, others_only=True),
        (
            "proposed lowering waits for a second person",
            "proposed lowerings wait for a second person",
        ),
        (
            "A colleague wants to lower a promise. Until somebody else agrees, it stands.",
            "Colleagues want to lower promises. Until somebody else agrees, these stand.",
        ),
        "Look and decide",
        _page("changes.list_"),
    ),
    Line(
        _plays(RoleName.CONTRACT_MANAGER),
        lambda desk: desk.count_promises(_contradicted),
        ("promise is contradicted", "promises are contradicted"),
        "People told us something else than the supplier reports. Ask the supplier why.",
        "Read what they said",
        lambda desk: desk.url_of_most(_contradicted),
        urgent=True,
    ),
    DISPUTED,
    Line(
        lambda actor: actor.plays(RoleName.CONTRACT_MANAGER, RoleName.BOARD_READER),
        lambda desk: count_open_shortfalls(desk.session, desk.actor),
        ("promise is not kept", "promises are not kept"),
        "Notice was given. See how it is to be put right, and by when.",
        "See the shortfalls",
        lambda _desk: url_for("reviews.list_", _anchor="shortfalls"),
    ),
    Line(
        _plays(RoleName.CONTRACT_MANAGER),
        lambda desk: desk.count_promises(unheard),
        (
            "large figure has next to nobody behind it",
            "large figures have next to nobody behind them",
        ),
        "The supplier reports much, and hardly anyone it was done for has told us.",
        "Look twice",
        lambda desk: f"{desk.url_of_most(unheard)}#look-twice",
    ),
    Line(
        _may(Action.DECIDE_SUBMISSION),
        _submissions(SubmissionStatus.WAITING),
        ("story waits to be accepted", "stories wait to be accepted"),
        (
            "Until then nobody can find it, and it counts for nothing.",
            "Until then nobody can find them, and they count for nothing.",
        ),
        "Read and decide",
        _page("intake.list_"),
    ),
    CHANGES_ASKED,
    UNANSWERED,
    LATE_PLANS,
    Line(
        _may(Action.CHANGE_CONSENT),
        _running_out,
        ("story loses a permission within a month", "stories lose a permission within a month"),
        "After its last day nobody reads a story for what was allowed. Ask its teller before that.",
        "See which",
        _page("consent.running_out"),
    ),
    Line(
        _may(Action.VERIFY_LINK),
        lambda desk: count_waiting(desk.session, desk.scope, desk.actor),
        ("claim waits to be checked", "claims wait to be checked"),
        "A board is told which claims were checked and which were not.",
        "Check the claims",
        _page("verification.list_"),
    ),
    Line(
        _may(Action.LINK_EVIDENCE),
        lambda desk: count_suggested(desk.session, uncovered_scope(desk.actor)),
        ("suggested passage waits", "suggested passages wait"),
        "A suggestion counts for nothing until you say that the words speak to the promise.",
        "Look at them",
        _page("linking.list_"),
    ),
    Line(
        _may(Action.CODE_STORY),
        lambda desk: count_stories_with_suggestions(desk.session, uncovered_scope(desk.actor)),
        ("story has suggested codes", "stories have suggested codes"),
        "Confirm what fits and reject the rest: a report counts what people confirmed.",
        "Read the oldest",
        _oldest_to_code,
    ),
    Line(
        _may(Action.RUN_REVIEW),
        lambda desk: count_due(desk.session, desk.actor, until=clock.today() - timedelta(days=1)),
        ("review is overdue", "reviews are overdue"),
        "What nobody looks at is not kept. The agenda is ready.",
        "See which",
        _page("reviews.list_"),
    ),
    Line(
        _may(Action.RUN_REVIEW),
        lambda desk: count_overdue_actions(desk.session, desk.actor, today=clock.today()),
        ("thing agreed is late", "things agreed are late"),
        "Somebody said they would do it by now. Ask them.",
        "See what and whose",
        lambda _desk: url_for("reviews.list_", _anchor="late"),
    ),
    Line(
        _may(Action.RUN_REVIEW),
        lambda desk: count_pledges(
            desk.session, desk.actor, followed_up=False, due_until=clock.today()
        ),
        ("pledge is a year old", "pledges are a year old"),
        "Ask what became of it, and what stood in the way.",
        "Follow up",
        _page("reviews.pledges"),
    ),
    Line(
        _plays(RoleName.CONTRACT_MANAGER),
        lambda desk: desk.count_promises(lambda one: one.silent and not one.is_withdrawn),
        ("promise is silent", "promises are silent"),
        (
            "Nobody has told us about it. Ask those it was made for.",
            "Nobody has told us about them. Ask those they were made for.",
        ),
        "See which",
        _page("ledger.silence"),
    ),
    Line(
        _plays(RoleName.CONTRACT_MANAGER),
        lambda desk: desk.silence[SilenceKind.OVERDUE],
        (
            "promise is past its day with nothing delivered",
            "promises are past their day with nothing delivered",
        ),
        "Ask the supplier what was done, or agree on a remedy.",
        "See what is late",
        _silence(SilenceKind.OVERDUE),
    ),
    Line(
        _plays(RoleName.CONTRACT_MANAGER),
        lambda desk: desk.silence[SilenceKind.NO_OWNER] + desk.silence[SilenceKind.OWNER_LEFT],
        ("promise is nobody’s business", "promises are nobody’s business"),
        "Nobody looks after it, or whoever did has left.",
        "Name somebody",
        _silence(SilenceKind.NO_OWNER),
    ),
    Line(
        _may(Action.SETTLE_CONCERN),
        _concerns(ConcernStatus.HELD),
        ("story is held back", "stories are held back"),
        "Nobody else can read them until you settle the concern.",
        "See what is held",
        lambda _desk: url_for("safeguarding.list_", status="held"),
    ),
    Line(
        _may(Action.MANAGE_RETENTION),
        lambda desk: desk.due_to_go,
        ("thing has been kept long enough", "things have been kept long enough"),
        "Nothing goes by itself. Look at what is due, then dispose of it.",
        "Look at what is due",
        _page("retention.show"),
    ),
    Line(
        _plays(RoleName.CONTRIBUTOR),
        lambda desk: len(desk.declined_lately),
        ("story of yours was declined", "stories of yours were declined"),
        _why_declined,
        "Read why",
        lambda desk: url_for("intake.show", submission_id=desk.declined_lately[-1].public_id),
    ),
    Line(
        _may(Action.TYPE_ATTACHMENT),
        lambda desk: count_submissions(desk.session, desk.actor, SubmissionStatus.TO_TYPE),
        ("recording or photograph waits to be typed", "recordings or photographs wait to be typed"),
        "Somebody spoke their story, or wrote it by hand. Nobody can read or answer it yet.",
        "Type the oldest",
        _page("attachments.list_"),
    ),
    Line(
        _may(Action.SUBMIT_STORY),
        lambda desk: len(list_drafts(desk.session, desk.actor)),
        ("draft is unfinished", "drafts are unfinished"),
        "Only you can see a draft.",
        "Go on writing",
        _page("intake.drafts"),
    ),
    Line(
        _plays(RoleName.CONTRIBUTOR),
        lambda desk: count_unasked(desk.session, uncovered_scope(desk.actor)),
        (
            "claim is made of a story you sent, and its storyteller was not asked",
            "claims are made of stories you sent, and their storytellers were not asked",
        ),
        "Somebody set their words beside a promise. They know best whether that is right.",
        "Ask them",
        _page("verification.unasked"),
    ),
    ASK_AGAIN,
    Line(
        _only_sends,
        _submissions(SubmissionStatus.WAITING),
        ("story is on its way", "stories are on their way"),
        "A contract manager reads each one before anybody else can. You need do nothing.",
        "See them",
        _page("intake.list_"),
    ),
)
