"""What the words of a file mean here: themes, places, frameworks and their items, and people."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from sqlmodel import Session

from storybank.accounts.models import Organisation, User
from storybank.accounts.queries import list_colleagues
from storybank.accounts.rules import Actor
from storybank.codebook.models import Code
from storybank.codebook.queries import codes_by_slug
from storybank.frameworks.models import Framework, FrameworkItem
from storybank.frameworks.queries import list_frameworks, list_items
from storybank.places.models import Place
from storybank.places.queries import load_tree
from storybank.places.rules import Tree


class Finder:
    """Looks words up for the contracts of one organisation, each kind in one statement."""

    def __init__(self, session: Session, actor: Actor, organisation: Organisation) -> None:
        self.session = session
        self.actor = actor
        self.organisation = organisation
        self._items: dict[int, Mapping[str, FrameworkItem]] = {}

    def themes(self, slugs: Sequence[str], unknown: list[str]) -> list[Code]:
        """The themes of these names; what is none is noted."""
        unknown += [f"There is no theme called “{one}”" for one in slugs if one not in self._codes]
        return [self._codes[slug] for slug in slugs if slug in self._codes]

    def place(self, words: str) -> Place | None:
        """The one place these words name."""
        number = self._tree.named(words)
        return None if number is None else self.session.get_one(Place, number)

    def framework(self, words: str) -> Framework | None:
        """The edition these words name: by slug, by slug and edition, or by title."""
        plain = words.casefold().strip()
        named = [
            one
            for one in self._frameworks
            if plain
            in (
                one.slug.casefold(),
                f"{one.slug} {one.edition}".casefold(),
                f"{one.slug}:{one.edition}".casefold(),
                one.title.casefold(),
                f"{one.title}, {one.edition}".casefold(),
            )
        ]
        in_use = [one for one in named if not one.is_retired]
        return max(in_use or named, key=lambda one: one.key, default=None)

    def items(
        self, framework_id: int | None, codes: Sequence[str], unknown: list[str]
    ) -> list[FrameworkItem]:
        """The items of an edition with these codes; what is none is noted."""
        if not codes:
            return []
        if framework_id is None:
            unknown.append("The contract names no framework, so its items")
            return []
        if framework_id not in self._items:
            found = list_items(self.session, framework_id)
            self._items[framework_id] = {one.code.casefold(): one for one in found}
        known = self._items[framework_id]
        unknown += [
            f"Its framework has no item “{one}”" for one in codes if one.casefold() not in known
        ]
        return [known[one.casefold()] for one in codes if one.casefold() in known]

    def person(self, email: str) -> User | None:
        """The colleague with an account of this address."""
        return self._people.get(email.casefold())

    @cached_property
    def _codes(self) -> Mapping[str, Code]:
        return codes_by_slug(self.session)

    @cached_property
    def _tree(self) -> Tree:
        return load_tree(self.session)

    @cached_property
    def _frameworks(self) -> Sequence[Framework]:
        usable = (None, self.organisation.key)
        found = list_frameworks(self.session, self.actor)
        return [one for one in found if one.organisation_id in usable]

    @cached_property
    def _people(self) -> Mapping[str, User]:
        people = list_colleagues(self.session, self.organisation.key)
        return {one.email.casefold(): one for one in people}
