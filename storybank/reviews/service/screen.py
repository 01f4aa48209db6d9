"""The impact screen of a contract, checked against stories later; and handing it over."""

from datetime import date

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.core.errors import NotFound, RuleBroken
from storybank.reviews import rules
from storybank.reviews.models import Effect, EffectCheck, EffectFinding, HandoverNote, Pillar
from storybank.stories.models import Story
from storybank.stories.queries import get_story
from storybank.stories.rules import Scope


def foresee_effect(
    session: Session,
    actor: Actor,
    *,
    contract: Contract,
    group: str,
    pillar: Pillar,
    is_positive: bool,
    text: str,
    mitigation: str = "",
    foreseen_on: date | None = None,
) -> Effect:
    """Write down what a contract may do to a group of people, for better or worse.

    Raises:
        RuleBroken: something is missing; ``field`` says what.
    """
    require(actor, Action.RUN_REVIEW)
    rules.check_words(group, "group", "Say whom it touches.", longest=rules.LONGEST_NAME)
    rules.check_words(text, "text", "Say what may happen to them.")
    rules.check_length(mitigation, "mitigation")
    effect = Effect(
        contract_id=contract.key,
        group=group.strip(),
        pillar=pillar,
        is_positive=is_positive,
        text=text.strip(),
        mitigation=mitigation.strip(),
        foreseen_on=foreseen_on or clock.today(),
        foreseen_by_id=actor.user_id,
    )
    session.add(effect)
    session.flush()
    record(
        session,
        actor,
        "foresee_effect",
        effect,
        contract=str(contract.public_id),
        pillar=pillar.value,
        positive=is_positive,
    )
    return effect


def mitigate_effect(session: Session, actor: Actor, *, effect: Effect, mitigation: str) -> None:
    """Say what is done so that an effect is not felt, or is felt less.

    Raises:
        RuleBroken: nothing is said.
    """
    require(actor, Action.RUN_REVIEW)
    rules.check_words(mitigation, "mitigation", "Say what is done about it, and by whom.")
    effect.mitigation = mitigation.strip()
    session.add(effect)
    session.flush()
    record(session, actor, "mitigate_effect", effect)


def check_effect(
    session: Session,
    actor: Actor,
    scope: Scope,
    *,
    effect: Effect,
    finding: EffectFinding,
    note: str = "",
    story: Story | None = None,
) -> EffectCheck:
    """Hold an effect that was foreseen against what people told.

    Whether something happened is told by a story of the contract, or by a note that says how it
    is known. A story told for learning only shows nothing here.

    Raises:
        RuleBroken: nothing shows it, or the story is another contract's.
    """
    require(actor, Action.RUN_REVIEW)
    rules.check_length(note, "note")
    if story is not None:
        _check_story(session, scope, effect, story)
    if finding is EffectFinding.NOBODY_SAID:
        if story is not None:
            raise RuleBroken("A story says something of it, so somebody said.", field="finding")
    elif story is None and not note.strip():
        raise RuleBroken("Choose a story that tells of it, or say how you know.", field="note")
    check = EffectCheck(
        effect_id=effect.key,
        story_id=None if story is None else story.key,
        finding=finding,
        note=note.strip(),
        checked_on=clock.today(),
        checked_by_id=actor.user_id,
    )
    session.add(check)
    session.flush()
    record(session, actor, "check_effect", check, finding=finding.value)
    return check


def _check_story(session: Session, scope: Scope, effect: Effect, story: Story) -> None:
    wrong = RuleBroken("Choose a story of this contract that you may read.", field="story")
    if story.contract_id != effect.contract_id:
        raise wrong
    if story.learning_only:
        raise RuleBroken(
            "This story was told for learning only, so it shows nothing.", field="story"
        )
    try:
        get_story(session, scope, story.public_id)
    except NotFound:
        raise wrong from None


def write_handover(
    session: Session, actor: Actor, *, contract: Contract, note: str
) -> HandoverNote:
    """Write down what a newcomer must know; notes of before stay on record.

    Raises:
        RuleBroken: nothing is written, or too much for a page.
    """
    require(actor, Action.RUN_REVIEW)
    rules.check_words(note, "note", "Write what somebody new would not find in the tables.")
    handover = HandoverNote(
        contract_id=contract.key, note=note.strip(), written_by_id=actor.user_id
    )
    session.add(handover)
    session.flush()
    record(session, actor, "write_handover", handover, contract=str(contract.public_id))
    return handover
