"""How the demonstration's contracts are reviewed: meetings, ratings, pledges, a panel."""

from datetime import date, timedelta

from storybank.accounts.models import Organisation
from storybank.core import clock
from storybank.linking.queries import list_links
from storybank.reviews import service as reviews
from storybank.reviews.models import (
    EffectFinding,
    Pillar,
    PledgeResult,
    RatingWord,
    ShortfallStatus,
    Side,
)
from storybank.reviews.queries import list_coming
from storybank.seed.running import Contracts
from storybank.stories.queries import list_with_words
from storybank.verification.service import panels

CHOSEN = "It changed more than one life, and it lasts."


class Reviewed(Contracts):
    """What the contract managers did with the contracts."""

    def hold_reviews(self) -> None:
        """Every contract is reviewed each quarter; some reviews were held, some are due."""
        today = clock.today()
        for number, contract in enumerate(self.contracts.values()):
            reviews.set_calendar(
                self.session,
                self.manager,
                contract=contract,
                every_months=3,
                first_on=today - timedelta(days=100 - 9 * number),
            )
        for name in ("D-K2", "E-K3", "E-K4"):
            contract = self.contracts[name]
            first = list_coming(self.session, contract.key, most=1)[0]
            held_on = min(first.due_on + timedelta(days=4), today - timedelta(days=1))
            reviews.hold_review(
                self.session,
                self.manager,
                self.scope,
                review=first,
                contract=contract,
                held_on=held_on,
                attended="Priya Nair; two residents; the supplier's lead",
                notes="Two stories were read aloud before the figures; what got worse came first.",
            )
            reviews.agree_action(
                self.session,
                self.manager,
                contract=contract,
                review=first,
                text="Ring the people whose repairs came late, and tell us what they say.",
                side=Side.BOTH,
                owner="Priya Nair and the supplier's lead",
                due_on=held_on + timedelta(days=28),
            )
        reviews.note_check_in(
            self.session,
            self.manager,
            contract=self.contracts["D-K1"],
            held_on=today - timedelta(days=12),
            spoke_to="Moira Tennant, quality lead",
            note="Two carers left in a month. They will say by Friday how visits are covered.",
        )

    def rate_and_remedy(self) -> None:
        """A rating with its passages, and a promise not kept with the plan to put it right."""
        contract, today = self.contracts["E-K3"], clock.today()
        damp = self._promise("E-K3", "C2")
        footnotes = [
            one.link
            for one in list_links(self.session, self.scope, commitment_id=damp.key)
            if not one.story.learning_only
        ]
        reviews.rate(
            self.session,
            self.manager,
            self.scope,
            contract=contract,
            commitment=damp,
            word=RatingWord.REQUIRES_IMPROVEMENT,
            from_on=date(2025, 4, 1),
            to_on=date(2026, 3, 31),
            reason="Inspections are in time; the works after them are not, and people say so.",
            footnotes=footnotes[:3],
        )
        shortfall = reviews.notice_shortfall(
            self.session,
            self.manager,
            commitment=damp,
            noticed_on=today - timedelta(days=60),
            notice="One home in three waited longer than 20 working days in the last quarter.",
        )
        reviews.plan_remedy(
            self.session,
            self.manager,
            shortfall=shortfall,
            plan="A second damp team from next month; those who waited are rung each week.",
            plan_due_on=today + timedelta(days=30),
        )
        settled = reviews.notice_shortfall(
            self.session,
            self.manager,
            commitment=self._promise("E-K4", "C2"),
            noticed_on=today - timedelta(days=200),
            notice="Rotas came out a week before, for most of the spring.",
        )
        reviews.settle_shortfall(
            self.session,
            self.manager,
            shortfall=settled,
            status=ShortfallStatus.REMEDIED,
            remedy="A planner was taken on; rotas have been out four weeks ahead since July.",
            settled_on=today - timedelta(days=90),
        )

    def pledge(self, organisation: Organisation) -> None:
        """Officers' own promises: one fresh, one followed up with what stood in its way."""
        today = clock.today()
        reviews.make_pledge(
            self.session,
            self.manager,
            organisation=organisation,
            contract=self.contracts["D-K4"],
            made_by="Priya Nair",
            text="Meet everybody on the work placement once before their first day.",
            made_on=today - timedelta(days=40),
        )
        old = reviews.make_pledge(
            self.session,
            self.manager,
            organisation=organisation,
            made_by="Ben Hughes",
            text="Ask one voluntary organisation into the room before each ask is written.",
            made_on=today - timedelta(days=380),
        )
        reviews.follow_up_pledge(
            self.session,
            self.manager,
            pledge=old,
            result=PledgeResult.PARTLY_KEPT,
            barrier="Two asks were written in a fortnight, and nobody was free to come.",
        )

    def screen_and_hand_over(self) -> None:
        """What a contract may do to people, held against what they told; and a handover."""
        contract = self.contracts["E-K1"]
        for group, pillar, good, text, mitigation in (
            ("Young people out of work", Pillar.ECONOMIC, True, "Work and a trade near home", ""),
            (
                "Neighbours of the site",
                Pillar.SOCIAL,
                False,
                "Two years of noise, dust and closed footpaths",
                "Working hours agreed with residents; a telephone that is answered",
            ),
            ("Wildlife on the meadow", Pillar.ENVIRONMENTAL, False, "The meadow is built on", ""),
        ):
            effect = reviews.foresee_effect(
                self.session,
                self.manager,
                contract=contract,
                group=group,
                pillar=pillar,
                is_positive=good,
                text=text,
                mitigation=mitigation,
                foreseen_on=contract.starts_on,
            )
            if good:
                told = list_with_words(
                    self.session, self.scope, contract_id=contract.key, per_page=1
                )
                reviews.check_effect(
                    self.session,
                    self.manager,
                    self.scope,
                    effect=effect,
                    finding=EffectFinding.PARTLY,
                    note="Some started; not all are still there.",
                    story=told[0].story if told else None,
                )
        reviews.write_handover(
            self.session,
            self.manager,
            contract=contract,
            note="Leon Hadley answers within the day; his office does not. The school is a "
            "partner in all but name. Never hold a review in half-term.",
        )

    def choose_stories(self) -> None:
        """A panel sat once over one contract's stories, and one storyteller heard of it."""
        contract = self.contracts["E-K1"]
        panel = panels.open_panel(
            self.session,
            self.manager,
            terms=panels.PanelTerms(
                title="Hollybrook: what mattered most",
                question="Which of these changes matters most to the people of Hollybrook?",
                domains=("Work and skills", "Life beside the site"),
                contract=contract,
            ),
        )
        sitting = panels.hold_sitting(
            self.session,
            self.manager,
            panel=panel,
            held_on=clock.today() - timedelta(days=9),
            sat="Four residents, a site worker, a head teacher and Priya Nair",
        )
        told = list_with_words(self.session, self.scope, contract_id=contract.key, per_page=3)
        for place, one in enumerate(told):
            domain = panel.domains[0] if place < 2 else panel.domains[1]
            (selection,) = panels.put_before(
                self.session,
                self.manager,
                sitting=sitting,
                panel=panel,
                stories=[one.story],
                domain=domain,
            )
            panels.choose(
                self.session,
                self.manager,
                selection=selection,
                sitting=sitting,
                panel=panel,
                is_chosen=place != 1,
                reason=CHOSEN if place != 1 else "It matters, and the other one went further.",
            )
            if place == 0:
                panels.tell_back(
                    self.session,
                    self.manager,
                    selection=selection,
                    sitting=sitting,
                    panel=panel,
                    how="Grace Obi rang, and read the reason out.",
                    told_on=clock.today() - timedelta(days=2),
                )
