"""Taking contracts and commitments out of a file that was read, each line with its outcome.

A second run of the same file changes nothing. Another file of the same contracts updates what
came from a file, and shows each difference; what a person has changed here stays, unless the
file's word is asked for. A promise is lowered by a file as by anybody: a second person agrees.
"""

from storybank.commitments.importing.contracts import import_contracts
from storybank.commitments.importing.differences import Difference
from storybank.commitments.importing.lines import ImportLine, Outcome
from storybank.commitments.importing.narrowing import narrowed

__all__ = ["Difference", "ImportLine", "Outcome", "import_contracts", "narrowed"]
