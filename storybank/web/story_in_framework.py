"""A story in the words of a framework: its confirmed codes under the items they speak of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, can
from storybank.codebook.models import Code
from storybank.codebook.queries import codes_by_id
from storybank.commitments.models import Contract
from storybank.commitments.queries import contracts_by_id, items_of, list_commitments
from storybank.core.errors import NotFound
from storybank.core.ids import parse_public_id
from storybank.frameworks import queries
from storybank.frameworks.models import Framework, FrameworkItem
from storybank.stories.models import Story, StoryVersion
from storybank.stories.queries import StoryWithWords
from storybank.tagging.models import CodingStatus, Identifier
from storybank.tagging.queries import codings_of, list_identifiers, list_segments
from storybank.tagging.rules import mask_title, mask_words
from storybank.web.forms.frameworks import WordsForm
from storybank.web.story_page import reads_masked


@dataclass(frozen=True)
class Passage:
    """A coded sentence: its words, and where it stands on the story's page."""

    words: str
    change: str
    note: str


@dataclass
class ThemeTold:
    """A theme with the passages that a person says tell of it, and the items that speak of it."""

    code: Code
    passages: list[Passage] = field(default_factory=list)
    items: list[FrameworkItem] = field(default_factory=list)


@dataclass
class ItemTold:
    """An item with what it hangs on, and the themes through which the story may speak of it.

    ``promised`` are the references of promises of the story's contract that answer the item.
    """

    item: FrameworkItem
    above: list[FrameworkItem]
    themes: list[ThemeTold]
    promised: list[str]


@dataclass(frozen=True)
class InWords:
    """Everything the page shows; ``framework`` is None until one is chosen.

    ``let_under`` is whether the story's contract was let under this edition.
    """

    story: Story
    title: str
    form: WordsForm
    framework: Framework | None
    let_under: bool
    items: list[ItemTold]
    themes: list[ThemeTold]
    passages: int

    @property
    def inside(self) -> list[ThemeTold]:
        """The themes that an item speaks of."""
        return [one for one in self.themes if one.items]

    @property
    def outside(self) -> list[ThemeTold]:
        """The themes that no item speaks of."""
        return [one for one in self.themes if not one.items]


def gather_in_words(session: Session, actor: Actor, found: StoryWithWords, asked: str) -> InWords:
    """Gather a story, already found within the reader's scope, in the words of a framework.

    Without one asked for, the edition is that which the story's contract was let under.

    Raises:
        NotFound: there is no such framework, or none for this reader.
    """
    frameworks = queries.list_frameworks(session, actor)
    contract = contracts_by_id(session, [found.story.contract_id]).get(found.story.contract_id or 0)
    under = contract.framework_id if contract else None
    framework = _chosen(frameworks, asked, under)
    masked = reads_masked(session, actor, found.story)
    details = list_identifiers(session, [found.version.key])[found.version.key] if masked else []
    themes = _themes_told(session, found.version, details)
    form = WordsForm(framework=str(framework.public_id) if framework else "")
    form.framework.choices = [
        ("", "Choose a framework"),
        *((str(one.public_id), f"{one.title} ({one.edition})") for one in frameworks),
    ]
    return InWords(
        story=found.story,
        title=mask_title(found.version.title, found.version.body, details),
        form=form,
        framework=framework,
        let_under=framework is not None and framework.id == under,
        items=_items_told(session, actor, framework, themes, contract) if framework else [],
        themes=list(themes.values()),
        passages=sum(len(told.passages) for told in themes.values()),
    )


def _chosen(frameworks: Sequence[Framework], asked: str, under: int | None) -> Framework | None:
    if not asked:
        return next((one for one in frameworks if under and one.id == under), None)
    public_id = parse_public_id(asked)
    for one in frameworks:
        if one.public_id == public_id:
            return one
    raise NotFound("There is no such framework, or it is not yours to read.")


def _themes_told(
    session: Session, version: StoryVersion, details: Sequence[Identifier]
) -> dict[int, ThemeTold]:
    """The passages of every theme that a person confirmed, in the order of the codebook."""
    codes = codes_by_id(session)
    codings = codings_of(session, version.key)
    found: dict[int, ThemeTold] = {}
    for segment in list_segments(session, version.key):
        for coding in codings[segment.key]:
            if coding.status is CodingStatus.CONFIRMED:
                told = found.setdefault(coding.code_id, ThemeTold(codes[coding.code_id]))
                words = mask_words(segment.quote, segment.start, details)
                told.passages.append(Passage(words, coding.change.value, str(coding.public_id)))
    return dict(sorted(found.items(), key=lambda pair: pair[1].code.position))


def _items_told(
    session: Session,
    actor: Actor,
    framework: Framework,
    themes: dict[int, ThemeTold],
    contract: Contract | None,
) -> list[ItemTold]:
    """The items that the themes speak of, in tree order; each theme is told of its items."""
    spoken: dict[int, list[ThemeTold]] = {}
    for code_id, items in queries.items_of_codes(session, framework.key, list(themes)).items():
        themes[code_id].items = items
        for item in items:
            spoken.setdefault(item.key, []).append(themes[code_id])
    promised = _promised(session, actor, contract)
    tree = queries.list_items(session, framework.key)
    held = {item.key: item for item in tree}
    return [
        ItemTold(item, _above(item, held), spoken[item.key], promised.get(item.key, []))
        for item in tree
        if item.key in spoken
    ]


def _promised(session: Session, actor: Actor, contract: Contract | None) -> dict[int, list[str]]:
    """The references of a contract's promises by the items they answer, for who may read them."""
    if contract is None or not can(actor, Action.READ_CONTRACT):
        return {}
    if not actor.everywhere and contract.organisation_id != actor.organisation_id:
        return {}
    promises = {one.key: one.ref for one in list_commitments(session, contract.key)}
    found: dict[int, list[str]] = {}
    for commitment, items in items_of(session, list(promises)).items():
        for item in items:
            found.setdefault(item.key, []).append(promises[commitment])
    return found


def _above(item: FrameworkItem, held: dict[int, FrameworkItem]) -> list[FrameworkItem]:
    """What an item hangs on, the highest first."""
    path: list[FrameworkItem] = []
    at = held.get(item.parent_id or 0)
    while at is not None:
        path.append(at)
        at = held.get(at.parent_id or 0)
    return path[::-1]
