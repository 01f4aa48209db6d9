"""How the demonstration tells its boards: what was chosen and why, what was learnt, what comes."""

from datetime import date, timedelta
from decimal import Decimal

from sqlmodel import Session, col, select

from storybank.accounts.rules import Actor
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.core.errors import NotFound
from storybank.places.models import Place
from storybank.reports import service as reports
from storybank.reports.models import ChoiceMade, Report, ReportKind
from storybank.reports.pack.material import Material
from storybank.reports.pack.voices import pick_voices
from storybank.reports.queries import list_recalls
from storybank.reports.rules import Answered, Asked, Held, Period, Principle
from storybank.reports.service import bids, budget, learning
from storybank.rights.queries import list_kept_counts
from storybank.stories.models import Story

YEAR = 2025
# What each department committed in its year from April 2025, and what it says of it.
YEARS = {
    "Adult social care": (
        "Two link workers, a room at the hospital, 40 days of volunteers",
        "We thought that coming home from hospital was about the first day. People told us that "
        "it is about the third week, when nobody rings any more. We moved both link workers to "
        "that week in January. Breaks for carers are still short, and we know it.",
    ),
    "Housing": (
        "One repairs liaison officer, 12 evening meetings",
        "Repairs were quicker, and notice of them was not. Three streets told us that letters "
        "went to landlords. Since August a note goes through each door.",
    ),
    "Environment and highways": (
        "Six days of a tree officer, materials for two parks",
        "The pocket park is used from morning to night. Two plane trees came down for "
        "scaffolding, and nobody had asked the people who sit under them. We should have.",
    ),
    "Regeneration": (
        "A desk in the site office for the college, 30 days of mentors",
        "Young people came to the site and some stayed. Those who started at seven in the "
        "morning with a child to take to school did not. Start times are now in every contract.",
    ),
}
TOLD_WHOLE = (
    "The panel heard five stories, and this is the one that nobody could stop talking about: it "
    "says what helped, what did not, and what is still missing."
)
CALLED_BACK = "The clerk asked everybody who had a copy to put it away. All seven answered."
PASSAGES = 3
WHY_CHOSEN = "It says in one sentence what we would otherwise need a page for."
PRINCIPLES_ANSWERED = {
    Principle.INVOLVE: Answered(
        Held.PARTLY,
        "Storytellers saw their words before they were kept. Nobody asked them what the report "
        "should be about.",
    ),
    Principle.UNDERSTAND: Answered(
        Held.YES, "Better, worse and lacking are told apart, and bad news is quoted with good."
    ),
    Principle.VALUE: Answered(
        Held.PARTLY, "What people speak of most stands first; we did not ask them to rank it."
    ),
    Principle.MATERIAL: Answered(
        Held.YES, "Every claim against a promise is in it, and every promise nobody spoke of."
    ),
    Principle.NOT_OVER_CLAIM: Answered(
        Held.PARTLY, "Some of what got better had other causes too; where people say so, we do."
    ),
    Principle.TRANSPARENT: Answered(
        Held.YES, "Sample, days and method stand on every page. People came as they came."
    ),
    Principle.VERIFY: Answered(
        Held.PARTLY, "Some claims were checked by people who are independent of us, not all."
    ),
    Principle.RESPONSIVE: Answered(
        Held.YES, "What was changed is named, and what is promised for the next quarter."
    ),
}
"""The eight principles, as an honest manager would answer them."""
# What stories taught, what was changed, what happened next, and how many days ago it was learnt.
LEARNT = (
    (
        "A promise of one week's warning is worth nothing if the letter goes to the landlord. "
        "People in three streets told us the same.",
        "Notices now go through each door, and a second time the evening before.",
        "Nobody has told us of a surprise since August. We will ask again in the spring.",
        120,
    ),
    (
        "Ten in the morning matters more to single parents than a higher rate of pay.",
        "The depot offers a start at ten on three days of the week.",
        "",
        70,
    ),
    (
        "Where one carer leaves, the whole week falls apart. Nobody had counted that.",
        "",
        "",
        20,
    ),
)


class Boards:
    """Tells boards, and prepares what is told next."""

    def __init__(
        self, session: Session, people: dict[str, Actor], contracts: dict[str, int]
    ) -> None:
        self.session, self.people = session, people
        self.contracts = [session.get_one(Contract, one) for one in contracts.values()]
        self.manager = people["manager"]

    def learn(self) -> None:
        """Notes of what stories taught: one is finished, one waits for what happens next."""
        for number, (taught, changed, happened, days_ago) in enumerate(LEARNT):
            learning.write_learning_note(
                self.session,
                self.manager,
                contract=self.contracts[number] if number else None,
                taught=taught,
                changed=changed,
                happened=happened,
                learnt_on=clock.today() - timedelta(days=days_ago),
            )

    def issue(self) -> None:
        """Reports of several kinds were issued, one telling a story whole; one is only a draft."""
        place = self.session.exec(select(Place).where(Place.name == "Hartlepool")).one()
        board = "Partnership board, 12 November 2026"
        for asked, issued_to in (
            (Asked(title="Six months in", contract=self.contracts[1]), "The contract's board"),
            (Asked(title="What people told us, autumn 2026"), board),
            (Asked(kind=ReportKind.WHO_IS_MISSING, title="Whom we have not heard"), board),
            (
                Asked(
                    kind=ReportKind.SOCIAL_VALUE_BUDGET,
                    title="Social value budget, April 2025 to March 2026",
                    period=Period(date(YEAR, 4, 1), date(YEAR + 1, 3, 31)),
                ),
                "Full council, 9 July 2026",
            ),
            (
                Asked(
                    kind=ReportKind.PLAN_ON_A_PAGE,
                    title="Hartlepool’s plan on a page",
                    place=place,
                ),
                "Everybody who supplies Hartlepool",
            ),
        ):
            draft = reports.keep_draft(self.session, self.manager, asked=asked)
            if asked.kind is ReportKind.BOARD_PACK and asked.contract is None:
                self._tell_one_whole(draft)
            reports.answer_principles(
                self.session, self.manager, draft=draft, answers=PRINCIPLES_ANSWERED
            )
            reports.issue_report(
                self.session, self.manager, draft=draft, issued_to=issued_to, kept=list_kept_counts
            )
        reports.keep_draft(self.session, self.manager, asked=Asked(title="Winter board"))

    def _tell_one_whole(self, draft: Report) -> None:
        """The newest story that may be told whole."""
        newest = select(Story.public_id).order_by(col(Story.told_on).desc(), col(Story.id))
        for story in self.session.exec(newest):
            try:
                reports.choose(
                    self.session,
                    self.manager,
                    draft=draft,
                    choice=ChoiceMade.TELL_WHOLE,
                    story=story,
                    reason=TOLD_WHOLE,
                )
            except NotFound:
                continue
            return

    def call_back(self) -> None:
        """What somebody's taking back called for was done, but for the contract's own board."""
        for one in list_recalls(self.session, self.manager):
            if one.report.contract_id is None:
                reports.settle_recall(
                    self.session, self.manager, recall=one.recall, words=CALLED_BACK
                )

    def schedule(self) -> None:
        """Every quarter a draft of the board pack is made, and one for the largest contract."""
        for asked in (
            Asked(title="Quarterly board pack"),
            Asked(title="The quarter in home care", contract=self.contracts[0]),
        ):
            reports.start_schedule(self.session, self.manager, asked=asked)

    def answer_a_bid(self) -> None:
        """Whoever sent the stories writes an answer in a bid with some of their passages."""
        contributor = self.people["contributor"]
        draft = bids.begin_answer(
            self.session,
            contributor,
            terms=bids.AnswerTerms(
                title="Neighbourhood support 2027: question 4",
                question="How do people’s lives change because of what you do? Give evidence.",
                limit=300,
            ),
        )
        material = Material(
            self.session, contributor, Asked(kind=ReportKind.STORY_TO_ANSWER, purpose=draft.purpose)
        )
        ids = dict(self.session.exec(select(Story.id, Story.public_id)).all())
        for passage in pick_voices(material, PASSAGES, linked=False):
            bids.pick_passage(
                self.session,
                contributor,
                draft=draft,
                story=ids[int(material.heard.story[passage.at])],
                start=passage.start,
                end=passage.end,
                reason=WHY_CHOSEN,
            )
        bids.write_words(
            self.session,
            contributor,
            draft=draft,
            opening="We asked the people we work with, and wrote down what they said.",
            closing="Each of them agreed that you may read this, and may take it back.",
            leads={},
        )

    def account(self) -> None:
        """Departments say what their year was like; one amount of money is somebody's own."""
        for department, (committed, words) in YEARS.items():
            budget.write_narrative(
                self.session,
                self.manager,
                department=department,
                year=YEAR,
                words=words,
                committed=committed,
            )
        budget.enter_money(
            self.session,
            self.manager,
            department="Adult social care",
            year=YEAR,
            amount=Decimal(48_200),
            says="Pay and travel of two link workers, who ring everybody who comes home from "
            "hospital",
            method="From the ledger: what was paid, without overheads",
            author="Finance business partner, adult social care",
            worked_out_on=date(2026, 5, 12),
            caveat="What it cost, and not what it is worth to anybody.",
        )
