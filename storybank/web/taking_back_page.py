"""What the page of taking a story back gathers; no words of the story are on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.intake.models import Purpose, Submission
from storybank.rights import queries
from storybank.rights.models import Withdrawal
from storybank.stories.queries import titles_of
from storybank.stories.rules import reading_scope
from storybank.web.consent_page import WITHDRAWING_MEANS
from storybank.web.filters import plural
from storybank.web.submission_facts import Permission, permissions_of

UNNAMED = "A story"
REACHED = {
    "claims": ("claim on a promise", "claims on promises"),
    "pages": ("public page", "public pages"),
    "quotations": ("quotation in issued reports", "quotations in issued reports"),
    "reports": ("issued report, to be called back", "issued reports, to be called back"),
    "answers": ("answer to the storyteller", "answers to the storyteller"),
    "attachments": ("file", "files"),
}


@dataclass(frozen=True)
class TakingBack:
    """A submission as whoever may take it back sees it.

    ``title`` is only its own where the reader may read the story anyway.
    """

    submission: Submission
    title: str
    live: Sequence[Permission]
    withdrawals: Sequence[Withdrawal]
    means: Mapping[Purpose, Sequence[str]]

    @property
    def is_taken_back(self) -> bool:
        """Whether nothing is left to take back."""
        return self.submission.taken_back_at is not None or self.submission.erased_at is not None

    @property
    def reached(self) -> list[str]:
        """What all that was taken back reached, in words and numbers."""
        lines = []
        for name, (one, many) in REACHED.items():
            number = sum(row.reached.get(name, 0) for row in self.withdrawals)
            if number:
                lines.append(plural(number, one, many))
        return lines

    @property
    def counts_kept(self) -> bool:
        """Whether what it was counted for goes on being counted."""
        return any(row.counts_kept for row in self.withdrawals)


def gather(session: Session, actor: Actor, submission_id: UUID) -> TakingBack:
    """A submission the actor may take back, or has.

    Raises:
        NotFound: there is none, or it is not theirs to take back.
    """
    submission = queries.get_to_take_back(session, actor, submission_id)
    titles = titles_of(session, reading_scope(actor), [submission.key])
    return TakingBack(
        submission=submission,
        title=titles.get(submission.key, UNNAMED),
        live=[one for one in permissions_of(submission) if one.live],
        withdrawals=queries.list_withdrawals(session, submission.key),
        means=WITHDRAWING_MEANS,
    )
