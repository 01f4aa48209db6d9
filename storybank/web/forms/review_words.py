"""How the states and choices of running a contract are called on screen."""

from storybank.reviews.agenda import AgendaKind
from storybank.reviews.models import (
    EffectFinding,
    Pillar,
    PledgeResult,
    ReviewKind,
    ShortfallStatus,
    Side,
)

REVIEW_NAMES = {
    ReviewKind.QUARTERLY: "Regular review",
    ReviewKind.ANNUAL: "Yearly review",
    ReviewKind.MID_TERM: "Mid-term review",
    ReviewKind.CLOSING: "Closing review",
    ReviewKind.EXTRA: "Extra review",
}
SIDE_NAMES = {
    Side.BUYER: "The buyer’s",
    Side.SUPPLIER: "The supplier’s",
    Side.BOTH: "Both sides’",
}
SHORTFALL_NAMES = {
    ShortfallStatus.NOTICED: "Notice given",
    ShortfallStatus.PLANNED: "Being put right",
    ShortfallStatus.REMEDIED: "Put right",
    ShortfallStatus.REMEDY_TAKEN: "Remedy of the contract used",
    ShortfallStatus.DROPPED: "Notice taken back",
}
SETTLED_WORDS = {
    ShortfallStatus.REMEDIED: "It was put right",
    ShortfallStatus.REMEDY_TAKEN: "A remedy of the contract was used",
    ShortfallStatus.DROPPED: "The notice is taken back",
}
RESULT_NAMES = {
    PledgeResult.KEPT: "Kept",
    PledgeResult.PARTLY_KEPT: "Partly kept",
    PledgeResult.NOT_KEPT: "Not kept",
}
PILLAR_NAMES = {
    Pillar.ECONOMIC: "Economic: work, money, trade",
    Pillar.SOCIAL: "Social: people, health, community",
    Pillar.ENVIRONMENTAL: "Environmental: air, land, climate",
}
PILLAR_SHORT = {
    Pillar.ECONOMIC: "Economic",
    Pillar.SOCIAL: "Social",
    Pillar.ENVIRONMENTAL: "Environmental",
}
FINDING_WORDS = {
    EffectFinding.HAPPENED: "It happened",
    EffectFinding.PARTLY: "It happened in part",
    EffectFinding.DID_NOT: "It did not happen",
    EffectFinding.NOBODY_SAID: "Nobody has said anything of it",
}
# What each part of an agenda is called, as a heading.
AGENDA_NAMES = {
    AgendaKind.SHORTFALL: "Promises not kept",
    AgendaKind.CONTRADICTED: "What people say against a promise",
    AgendaKind.UNANSWERED: "Stories nobody has answered",
    AgendaKind.CHANGE: "Changes that wait",
    AgendaKind.LATE: "Late deliveries",
    AgendaKind.ACTION: "What was agreed and is not done",
    AgendaKind.FIGURE_ONLY: "Figures without a voice",
    AgendaKind.SILENT: "Promises nobody has told us about",
    AgendaKind.NOT_VERIFIED: "What nobody independent has looked at",
    AgendaKind.EFFECT: "Effects to check",
    AgendaKind.RATING: "Rating that is owed",
    AgendaKind.NO_OWNER: "Promises nobody looks after",
    AgendaKind.PLEDGE: "Pledges to ask about",
}
