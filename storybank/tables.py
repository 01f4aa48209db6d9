"""Gathers every model, so that migrations see all tables."""

from sqlmodel import SQLModel

from storybank.accounts import models as accounts
from storybank.answering import models as answering
from storybank.audit import models as audit
from storybank.codebook import models as codebook
from storybank.commitments import models as commitments
from storybank.core.jobs import outbox
from storybank.frameworks import models as frameworks
from storybank.intake import models as intake
from storybank.linking import models as linking
from storybank.notices import models as notices
from storybank.places import models as places
from storybank.publishing import models as publishing
from storybank.reports import models as reports
from storybank.reviews import models as reviews
from storybank.rights import models as rights
from storybank.safeguarding import models as safeguarding
from storybank.stories import models as stories
from storybank.tagging import models as tagging
from storybank.telling import models as telling
from storybank.verification import models as verification

__all__ = [
    "accounts",
    "answering",
    "audit",
    "codebook",
    "commitments",
    "frameworks",
    "intake",
    "linking",
    "metadata",
    "notices",
    "outbox",
    "places",
    "publishing",
    "reports",
    "reviews",
    "rights",
    "safeguarding",
    "stories",
    "tagging",
    "telling",
    "verification",
]

metadata = SQLModel.metadata
