"""Taking in what people send, and putting on record what they allow."""

from storybank.intake.service.attachments import attach, attach_kept, set_aside, type_words
from storybank.intake.service.consent import (
    ConsentGiven,
    give_consent,
    renew_consent,
    withdraw_consent,
)
from storybank.intake.service.consent_details import (
    add_evidence,
    change_naming,
    set_lawful_basis,
)
from storybank.intake.service.disposing import forget_original, forget_permissions
from storybank.intake.service.erasing import (
    erase_submission,
    forget_files,
    is_file_needed,
    mark_taken_back,
    remove_attachments,
    withdraw_every_consent,
)
from storybank.intake.service.reminding import FindAddresses, remind_of_expiry
from storybank.intake.service.statements import (
    add_statement,
    load_statements,
    retire_statement,
)
from storybank.intake.service.submissions import (
    MOST_WORDS,
    Words,
    decline_submission,
    discard_draft,
    hold_submission,
    mark_accepted,
    note_details_found,
    release_submission,
    save_draft,
    submit_story,
)

__all__ = [
    "MOST_WORDS",
    "ConsentGiven",
    "FindAddresses",
    "Words",
    "add_evidence",
    "add_statement",
    "attach",
    "attach_kept",
    "change_naming",
    "decline_submission",
    "discard_draft",
    "erase_submission",
    "forget_files",
    "forget_original",
    "forget_permissions",
    "give_consent",
    "hold_submission",
    "is_file_needed",
    "load_statements",
    "mark_accepted",
    "mark_taken_back",
    "note_details_found",
    "release_submission",
    "remind_of_expiry",
    "remove_attachments",
    "renew_consent",
    "retire_statement",
    "save_draft",
    "set_aside",
    "set_lawful_basis",
    "submit_story",
    "type_words",
    "withdraw_consent",
    "withdraw_every_consent",
]
