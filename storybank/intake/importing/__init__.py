"""Taking in whole files of stories, each story on its own. Used by every door.

``read_for_import`` reads a file and touches no database, so that nobody waits while it works;
``take_in`` takes one of its stories in, ``take_all`` all of them; ``import_file`` does the whole.
"""

from storybank.intake.importing.finders import (
    FindContract,
    FindStatement,
    contract_finder,
    statement_finder,
    statement_name,
)
from storybank.intake.importing.outcomes import (
    Accept,
    ImportDefaults,
    Outcome,
    OutcomeStatus,
    ReadFile,
)
from storybank.intake.importing.reading import find_files, keep_original, read_for_import
from storybank.intake.importing.taking import import_file, in_order, take_all, take_in

__all__ = [
    "Accept",
    "FindContract",
    "FindStatement",
    "ImportDefaults",
    "Outcome",
    "OutcomeStatus",
    "ReadFile",
    "contract_finder",
    "find_files",
    "import_file",
    "in_order",
    "keep_original",
    "read_for_import",
    "statement_finder",
    "statement_name",
    "take_all",
    "take_in",
]
