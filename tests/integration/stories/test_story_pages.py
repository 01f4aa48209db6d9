from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import event

from storybank.app import Bank
from storybank.audit.queries import list_events_of
from storybank.intake.models import Purpose, StoryKind, TextFormat
from storybank.stories.models import Story
from storybank.stories.queries import find_draft, list_versions
from tests.factories.bank import BODY, Factory
from tests.web_client import words


@contextmanager
def counted(bank: Bank) -> Iterator[list[str]]:
    """The SQL statements sent while in the block, but for the cost of saying BEGIN."""
    sent: list[str] = []

    def _note(_connection, _cursor, statement, *_rest) -> None:
        if statement.startswith("SELECT"):
            sent.append(statement)

    event.listen(bank.database.engine, "before_cursor_execute", _note)
    try:
        yield sent
    finally:
        event.remove(bank.database.engine, "before_cursor_execute", _note)


@pytest.fixture
def manager(make: Factory):
    return make.user("contract_manager", organisation=make.organisation("authority", "Town"))


def url(story: Story, *rest: str) -> str:
    return "/".join([f"/stories/{story.public_id}", *rest])


class TestList:
    def test_empty_list_teaches_and_offers_the_first_step(self, sign_in, manager):
        page = sign_in(manager).page("/stories")
        assert "The first story goes here" in words(page)
        assert page.xpath("//main//a[normalize-space()='Add a story']")

    def test_list_names_kind_place_day_contract_and_work_left(self, sign_in, manager, make):
        contract = make.contract(manager.organisation, title="Lunch clubs")
        make.story(
            manager,
            contract=contract,
            place="Bury",
            told_on=date(2026, 3, 2),
            kind=StoryKind.CASE_STUDY,
        )
        make.run_pipeline()
        text = sign_in(manager).text("/stories")
        assert "Case study · Bury · told on 2 March 2026 · Lunch clubs" in text
        assert "suggestion" in text

    def test_list_is_paged_newest_first(self, sign_in, manager, make):
        for number in range(26):
            make.story(manager, title=f"Story number {number}")
        client = sign_in(manager)
        first = client.text("/stories")
        assert "Story number 25" in first
        assert "Story number 0 " not in first
        assert "Story number 0 " in client.text("/stories?page=2")

    @pytest.mark.parametrize("odd", ["page=0", "page=x", "page=99", "waiting=nonsense"])
    def test_list_with_odd_addresses_still_answers(self, sign_in, manager, make, odd):
        make.story(manager)
        assert "Friends on a Tuesday" in sign_in(manager).text(f"/stories?{odd}")

    def test_list_costs_the_same_for_3_and_30_stories(self, sign_in, manager, make, bank):
        contract = make.contract(manager.organisation)
        client = sign_in(manager)
        counts = []
        for number in (3, 27):
            for _ in range(number):
                make.story(manager, contract=contract)
            make.run_pipeline()
            client.get("/stories")
            with counted(bank) as sent:
                assert client.get("/stories").status_code == 200
            counts.append(len(sent))
        assert counts[0] == counts[1], counts

    def test_filter_by_contract_shows_only_its_stories(self, sign_in, manager, make):
        contract = make.contract(manager.organisation)
        make.story(manager, contract=contract, title="Within")
        make.story(manager, title="Without")
        text = sign_in(manager).text(f"/stories?contract={contract.public_id}")
        assert "Within" in text
        assert "Without" not in text

    def test_filter_by_somebody_elses_contract_is_404(self, sign_in, manager, make):
        other = make.contract(make.organisation())
        client = sign_in(manager)
        assert client.get(f"/stories?contract={other.public_id}").status_code == 404
        assert client.get("/stories?contract=nonsense").status_code == 404

    def test_waiting_shows_stories_with_suggestions_only(self, sign_in, manager, make):
        make.story(manager, title="Read one")
        make.run_pipeline()
        make.story(manager, title="Unread one")
        text = sign_in(manager).text("/stories?waiting=suggestions")
        assert "Read one" in text
        assert "Unread one" not in text

    def test_waiting_submissions_are_counted_for_those_who_decide(self, sign_in, manager, make):
        make.submission(manager)
        assert "1 story has come in" in sign_in(manager).text("/stories")
        analyst = make.user("analyst", organisation=manager.organisation)
        assert "has come in" not in sign_in(analyst).text("/stories")

    def test_board_sees_titles_without_names_and_no_opening_words(self, sign_in, manager, make):
        body = "My name is Maureen Tattersall and now I sleep at night. I feel safe at home."
        contract = make.contract(manager.organisation)
        make.story(manager, title="Maureen Tattersall sleeps", body=body, contract=contract)
        make.run_pipeline()
        board = make.user("board_reader", organisation=manager.organisation)
        text = sign_in(board).text("/stories")
        assert "Tattersall" not in text
        assert "sleeps" in text


class TestStory:
    def test_story_unread_shows_its_words_and_says_it_is_being_read(self, sign_in, manager, make):
        text = sign_in(manager).text(url(make.story(manager)))
        assert "Storybank is reading this story" in text
        assert "Now I have friends I ring every day." in text

    def test_story_read_shows_codes_in_place_with_reasons_and_forms(self, sign_in, manager, make):
        story = make.story(manager)
        make.run_pipeline()
        page = sign_in(manager).page(url(story))
        notes = page.xpath("//div[@data-suggestion]")
        assert notes
        assert "because of" in words(notes[0])
        assert notes[0].xpath(".//form[@data-confirm]")
        assert notes[0].xpath(".//form[@data-reject]")
        assert notes[0].xpath(".//a[starts-with(@href, '/tagging/')]")

    def test_runs_are_the_words_at_their_offsets(self, sign_in, manager, make):
        body = (
            "# A day 🌞\n\nI was **so lonely** I cried.\n\n"
            "- Now I have friends\n- I sleep 👍 well\n"
        )
        story = make.story(manager, body=body, format=TextFormat.MARKDOWN)
        make.run_pipeline()
        page = sign_in(manager).page(url(story))
        runs = page.xpath("//*[@data-story-text]//*[@data-start]")
        for run in runs:
            start = int(run.get("data-start"))
            assert body.strip()[start : start + len(run.text_content())] == run.text_content()
        shown = words(page.xpath("//*[@data-story-text]")[0])
        assert "**" not in shown
        assert "#" not in shown
        assert page.xpath("//strong[.='so lonely']")

    def test_interviewers_turns_are_quiet(self, sign_in, manager, make):
        body = "INT: How are you now?\nRES: I have friends and I sleep at night.\nINT: Good.\n"
        story = make.story(manager, body=body, kind=StoryKind.INTERVIEW_TRANSCRIPT)
        make.run_pipeline()
        page = sign_in(manager).page(url(story))
        asked = page.xpath("//*[contains(@class, 'sb-story__paragraph--question')]")
        assert ["How are you now?" in words(one) for one in asked] == [True, False]
        offered = page.xpath("//select[@id='passage-sentence']/option")
        assert not any("How are you" in words(one) for one in offered)

    def test_words_like_html_are_shown_never_obeyed(self, sign_in, manager, make):
        body = "<script>alert(1)</script> & <b>bold</b> I have friends now."
        story = make.story(manager, body=body, format=TextFormat.MARKDOWN, title="<i>Odd</i>")
        make.run_pipeline()
        page = sign_in(manager).page(url(story))
        assert "<script>alert(1)</script>" in words(page)
        assert not page.xpath("//main//script | //h1/i | //*[@data-story-text]//b")

    def test_confirmed_code_says_who_decided(self, sign_in, manager, make):
        story = make.story(manager)
        make.run_pipeline()
        coding = make.coding(manager, story, 2, "connection")
        page = sign_in(manager).page(url(story))
        note = page.xpath(f"//*[@id='note-{coding.public_id}']")[0]
        assert f"Confirmed by {manager.name}" in words(note)
        assert "sb-note--confirmed" in note.get("class")
        assert not note.xpath(".//form")

    def test_personal_details_are_listed_for_editors_only(self, sign_in, manager, make):
        body = "My name is Maureen Tattersall. Ring me on 07700 900417. I have friends now."
        story = make.story(manager, body=body)
        make.run_pipeline()
        assert "07700 900417" in words(
            sign_in(manager).page(url(story)).xpath("//section[@id='details']")[0]
        )
        verifier = make.user("verifier")
        assert not sign_in(verifier).page(url(story)).xpath("//section[@id='details']")

    def test_board_reads_names_covered_also_without_machine_suggestions(
        self, sign_in, manager, make
    ):
        body = "My name is Maureen Tattersall. Ring me on 07700 900417. I have friends now."
        purposes = (Purpose.CONTRACT_MANAGEMENT, Purpose.BOARD)
        contract = make.contract(manager.organisation)
        story = make.story(manager, body=body, purposes=purposes, contract=contract)
        make.run_pipeline()
        board = make.user("board_reader", organisation=manager.organisation)
        text = sign_in(board).text(url(story))
        assert "Tattersall" not in text
        assert "07700" not in text
        assert "[a name]" in text
        assert "I have friends now." in text

    def test_board_reads_nothing_before_names_were_looked_for(self, sign_in, manager, make):
        story = make.story(manager, contract=make.contract(manager.organisation))
        board = make.user("board_reader", organisation=manager.organisation)
        assert sign_in(board).get(url(story)).status_code == 404

    def test_board_and_contributor_see_no_suggestions_and_no_tools(self, sign_in, manager, make):
        contributor = make.user("contributor")
        contract = make.contract(manager.organisation)
        story = make.story(manager, sender=contributor, contract=contract)
        make.run_pipeline()
        for user in (
            contributor,
            make.user("board_reader", organisation=manager.organisation),
            make.user("verifier"),
        ):
            page = sign_in(user).page(url(story))
            assert not page.xpath("//*[@data-suggestion] | //form[@data-select-passage]")
            assert not page.xpath("//section[@id='history']")

    def test_permissions_and_worry_are_one_link_away(self, sign_in, manager, make):
        page = sign_in(manager).page(url(make.story(manager)))
        assert page.xpath("//a[contains(@href, '/consent')]")
        assert page.xpath("//a[contains(., 'I am worried about somebody')]")

    def test_somebody_elses_story_is_404_and_no_story_too(self, sign_in, manager, make):
        contract = make.contract(make.organisation())
        owner = make.user("contract_manager", organisation=manager.organisation)
        stranger = make.user("contract_manager")
        own = make.contract(manager.organisation)
        story = make.story(owner, contract=own)
        client = sign_in(stranger)
        for rest in ((), ("edit",), ("versions",), ("versions", "1")):
            assert client.get(url(story, *rest)).status_code == 404
        assert client.get(f"/stories/{uuid4()}").status_code == 404
        assert contract.id

    def test_administrator_is_refused(self, sign_in, manager, make):
        story = make.story(manager)
        client = sign_in(make.user("administrator", organisation=manager.organisation))
        assert client.get("/stories").status_code == 403
        assert client.get(url(story)).status_code == 403

    def test_page_costs_the_same_for_a_short_and_a_long_story(self, sign_in, manager, make, bank):
        contract = make.contract(manager.organisation)
        make.commitment(contract, "connection")
        short = make.story(manager, contract=contract)
        long = make.story(manager, contract=contract, body=f"{BODY}\n\n" * 12)
        make.run_pipeline()
        client = sign_in(manager)
        counts = []
        for story in (short, long):
            client.get(url(story))
            with counted(bank) as sent:
                assert client.get(url(story)).status_code == 200
            counts.append(len(sent))
        assert counts[0] == counts[1], counts


class TestContract:
    def test_attach_story_to_contract_moves_it(self, sign_in, manager, make, session):
        story = make.story(manager)
        contract = make.contract(manager.organisation)
        client = sign_in(manager)
        answer = client.submit(
            url(story), {"contract": str(contract.public_id)}, to=url(story, "contract")
        )
        assert answer.status_code == 303
        assert session.get_one(Story, story.key).contract_id == contract.id
        assert "Attached to a contract" in client.text(url(story))

    def test_attach_to_nothing_or_somebody_elses_contract_is_422(self, sign_in, manager, make):
        story = make.story(manager)
        make.contract(manager.organisation)
        other = make.contract(make.organisation())
        client = sign_in(manager)
        for value in ("", str(other.public_id), "nonsense"):
            answer = client.submit(url(story), {"contract": value}, to=url(story, "contract"))
            assert answer.status_code == 422

    def test_attach_by_verifier_is_refused(self, sign_in, manager, make):
        story = make.story(manager)
        client = sign_in(make.user("verifier"))
        answer = client.submit(url(story), {}, to=url(story, "contract"))
        assert answer.status_code == 403


class TestEdit:
    def fill(self, story: Story, **values: str) -> dict[str, str]:
        return {
            "title": "Friends",
            "body": "Now I have two friends I ring.",
            "note": "Took a name out",
            "based_on": "1",
            "act": "publish",
            **values,
        }

    def test_publish_adds_a_version_on_record(self, sign_in, manager, make, session):
        story = make.story(manager)
        client = sign_in(manager)
        answer = client.submit(url(story, "edit"), self.fill(story))
        assert answer.status_code == 303
        newest = list_versions(session, story)[0]
        assert (newest.number, newest.title, newest.note) == (2, "Friends", "Took a name out")
        acts = [one.act for one in list_events_of(session, "Story", str(story.public_id))]
        assert "publish_version" in acts
        assert "Version 2 published" in client.text(url(story))

    def test_line_ends_of_a_browser_are_no_change(self, sign_in, manager, make):
        story = make.story(manager, body="One line.\n\nAnother line, with friends.")
        body = "One line.\r\n\r\nAnother line, with friends."
        answer = sign_in(manager).submit(
            url(story, "edit"), self.fill(story, title="Friends on a Tuesday", body=body)
        )
        assert answer.status_code == 422
        assert "Nothing differs" in answer.get_data(as_text=True)

    def test_empty_body_is_422_and_keeps_the_rest(self, sign_in, manager, make):
        story = make.story(manager)
        answer = sign_in(manager).submit(url(story, "edit"), self.fill(story, body="  "))
        assert answer.status_code == 422
        text = answer.get_data(as_text=True)
        assert "Took a name out" in text
        assert 'value="Friends"' in text
        assert "<title>Error:" in text

    def test_draft_is_kept_shown_again_and_discarded(self, sign_in, manager, make, session):
        story = make.story(manager)
        client = sign_in(manager)
        answer = client.submit(url(story, "edit"), self.fill(story, act="draft"))
        assert answer.status_code == 303
        assert len(list_versions(session, story)) == 1
        session.rollback()
        assert "Go on with your draft" in client.text(url(story))
        page = client.page(url(story, "edit"))
        assert page.xpath("//textarea[@name='body']")[0].text.strip() == (
            "Now I have two friends I ring."
        )
        colleague = sign_in(make.user("analyst", organisation=manager.organisation))
        assert "two friends" not in words(colleague.page(url(story, "edit")))
        client.submit(url(story, "edit"), self.fill(story, act="discard"))
        assert find_draft(session, story, manager.id) is None

    def test_conflict_keeps_words_shows_difference_then_publishes(
        self, sign_in, manager, make, session
    ):
        story = make.story(manager)
        client = sign_in(manager)
        colleague = sign_in(make.user("analyst", organisation=manager.organisation))
        colleague.submit(url(story, "edit"), self.fill(story, body="Now I have a cat and friends."))
        answer = client.submit(url(story, "edit"), self.fill(story))
        assert answer.status_code == 422
        text = answer.get_data(as_text=True)
        assert "Now I have two friends I ring.</textarea>" in text
        assert "<del>" in text
        assert 'name="based_on" type="hidden" value="2"' in text
        again = client.submit(url(story, "edit"), self.fill(story, based_on="2"))
        assert again.status_code == 303
        assert [one.number for one in list_versions(session, story)] == [3, 2, 1]

    @pytest.mark.parametrize("based_on", ["", "x", "99", "-1"])
    def test_odd_base_is_a_conflict_not_a_crash(self, sign_in, manager, make, based_on):
        story = make.story(manager)
        answer = sign_in(manager).submit(url(story, "edit"), self.fill(story, based_on=based_on))
        assert answer.status_code == 422

    def test_edit_by_those_who_may_not_is_refused(self, sign_in, manager, make):
        story = make.story(manager)
        for role in ("verifier", "board_reader", "contributor"):
            client = sign_in(make.user(role, organisation=manager.organisation))
            assert client.get(url(story, "edit")).status_code == 403
            assert client.get(url(story, "versions")).status_code == 403


class TestVersions:
    def test_versions_compare_word_by_word(self, sign_in, manager, make):
        story = make.story(manager, body="I have one friend. I sleep well.")
        client = sign_in(manager)
        client.submit(
            url(story, "edit"),
            {
                "title": "Friends on a Tuesday",
                "body": "I have two friends. I sleep well.",
                "note": "Counted again",
                "based_on": "1",
                "act": "publish",
            },
        )
        assert "Counted again" in client.text(url(story, "versions"))
        page = client.page(url(story, "versions", "2"))
        assert [one.text_content() for one in page.xpath("//del")] == [
            " removed: one friend.  end of removed words "
        ]
        back = client.page(url(story, "versions", "1?with=2"))
        assert "two friends." in back.xpath("//del")[0].text_content()
        assert "I have one friend." in client.text(url(story, "versions", "1"))

    @pytest.mark.parametrize("rest", ["9", "1?with=9", "1?with=x", "0", "9" * 30])
    def test_no_such_version_is_404(self, sign_in, manager, make, rest):
        story = make.story(manager)
        assert sign_in(manager).get(url(story, "versions", rest)).status_code == 404
