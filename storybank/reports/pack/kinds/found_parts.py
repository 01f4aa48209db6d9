"""What independent people found, and how a report was made."""

from __future__ import annotations

from storybank.intake.models import StoryKind
from storybank.linking.models import Stance
from storybank.reports.pack.blocks import (
    Block,
    Cell,
    Head,
    Item,
    Listed,
    Section,
    Table,
    Told,
)
from storybank.reports.pack.material import Material
from storybank.reports.pack.voices import tell, worst_first
from storybank.reports.pack.wording import READ_BY, basis_of
from storybank.reports.pack.writing import Writing, paragraph
from storybank.reports.rules import Show, Wanted
from storybank.verification.models import Finding

MOST_FINDINGS = 12


KIND_WORDS = {
    StoryKind.BENEFICIARY_STORY: "Told by the person",
    StoryKind.INTERVIEW_TRANSCRIPT: "Told in an interview",
    StoryKind.CASE_STUDY: "Told about the person",
}


def findings_section(material: Material, writing: Writing) -> Section:
    """Findings in full, those that held least first; their reasons stand in ``told``."""
    checked = material.checked()
    claims = material.figure("claims")
    if not checked.total:
        waiting = (
            ("Nothing yet.",)
            if claims.number == 0
            else ("Nothing yet. ", claims, " claims wait for an independent verifier.")
        )
        return Section(
            key="checked", title="What independent people found", blocks=(paragraph(*waiting),)
        )
    blocks: list[Block] = [
        paragraph("Whoever verified had no part in the contract, the claim or the story.")
    ]
    upheld = material.figure("claims", finding=Finding.UPHELD.value)
    passages = worst_first(material, MOST_FINDINGS)
    told = tell(material, passages)
    doubted = [one for one in told if one.facts.get("finding") != Finding.UPHELD.value]
    if upheld.number != 0:
        were = "claim was upheld" if upheld.number == 1 else "claims were upheld"
        blocks.append(
            paragraph(
                *(("Only ",) if upheld.number is None else ()),
                upheld.model_copy(update={"rest": were}),
                ". What was not upheld, or only in part, or could not be told, stands here in full."
                if doubted
                else ".",
            )
        )
    blocks.append(
        Listed(
            items=tuple(
                Item(told=writing.add(_found(one)), status=str(one.facts["finding"]), shows="found")
                for one in doubted or told[:3]
                if one.facts.get("finding")
            ),
            ordered=True,
        )
    )
    if checked.total > MOST_FINDINGS:
        every = material.figure("claims", finding="checked")
        blocks.append(
            paragraph("All ", every, " findings stand in the list of claims.", role="note")
        )
    return Section(
        key="checked",
        title="What independent people found",
        blocks=tuple(blocks),
        basis=basis_of(material, Wanted(show=Show.LINKED)),
        new_page=True,
    )


def _found(told: Told) -> Told:
    """The same with what was found of its words, by whom and why, in one sentence or two."""
    facts = told.facts
    stance = "for" if facts["stance"] == Stance.SUPPORTS.value else "against"
    said = f": “{told.words}”" if told.words else ", not in words that may be quoted"
    stop = "" if said.endswith((".”", "!”", "?”")) else "."
    by = f" Checked by {facts['verified_by']}." if facts["verified_by"] else ""
    sentence = (
        f"{facts['whose']} speaks {stance} the promise “{facts['promise'].rstrip('.')}”{said}{stop}"
        f"{by} Why: {facts['reason']}"
    )
    return told.model_copy(update={"facts": {**facts, "found": sentence}})


def how_made(material: Material) -> Section:
    """Method, sample, coverage, purpose and who verified, in full."""
    readers = READ_BY[material.asked.purpose]
    stories = int(material.heard.story.size)
    kinds = _kinds_table(material)
    lines = (
        f"Every story here may be read by {readers}: its storyteller allows it today. Whoever "
        "takes that back is in no report from that moment, and what was issued is called back.",
        "Only passages that a person coded or linked to a promise, or confirmed, are counted; what "
        "a machine suggests is never counted. A passage is a sentence or a stretch of a story.",
        "People told their stories as they came, not as a sample, so the figures say who was heard "
        "and not how many there are.",
        "Only storytellers’ own words are quoted. Names and other personal details that were "
        "noticed are replaced by words in [square brackets].",
        basis_of(material, Wanted(show=Show.LINKED)).verified,
    )
    blocks: list[Block] = [Listed(items=tuple(Item(line=(one,)) for one in lines if one))]
    if stories:
        blocks.append(kinds)
    return Section(key="how-made", title="How this was made", blocks=tuple(blocks), new_page=True)


def _kinds_table(material: Material) -> Table:
    figures = material.series("stories", [{"kind": one} for one in StoryKind])
    return Table(
        caption="How the stories were told",
        head=(Head(text="Kind of story"), Head(text="Stories", numeric=True)),
        rows=tuple(
            (Cell(line=(KIND_WORDS[kind],), header=True), Cell(line=(figure,)))
            for kind, figure in zip(StoryKind, figures, strict=True)
        ),
    )
