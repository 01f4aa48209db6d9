"""What a person chose to stand for a name is not covered a second time."""

from __future__ import annotations

from sqlmodel import select

from storybank import pipeline
from storybank.accounts.queries import actor_of
from storybank.app import Bank
from storybank.intake.models import Submission
from storybank.stories import service as stories
from storybank.stories.masking import Decision
from storybank.stories.models import Story, StoryVersion
from storybank.tagging.models import Identifier
from tests.factories.bank import Factory

BODY = (
    "I met Maureen Hartley at the lunch club. Maureen Hartley rings me. Councillor Derek Fincham "
    "opened it, and Keith Tranter drove us home."
)


def test_read_a_name_a_person_chose_or_let_stay_is_not_covered_again(
    bank: Bank, make: Factory
) -> None:
    manager = make.user("contract_manager")
    submission = make.submission(manager, body=BODY)
    with bank.database.transaction() as session:
        received = session.get_one(Submission, submission.key)
        pipeline.find_details(bank.tools, session, received)
        stories.decide_details(
            session,
            actor_of(manager),
            submission=received,
            decisions=[
                Decision("Maureen Hartley", "PERSON", "Brenda Thwaites"),
                Decision("Derek Fincham", "PERSON", None),
            ],
        )
        stories.accept_submission(session, actor_of(manager), submission=received, looked=True)
    make.run_pipeline()

    with bank.database.reading() as session:
        version = session.exec(select(StoryVersion).join(Story)).one()
        covered = {
            version.body[one.start : one.end] for one in session.exec(select(Identifier)).all()
        }
        assert "Brenda Thwaites" in version.body
        assert "Keith" not in version.body
        assert not {one for one in covered if "Brenda" in one or "Fincham" in one}
