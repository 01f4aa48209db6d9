"""Writing contracts out, as others read them and as an import takes them in again.

As OCDS 1.1 (promises as ``agreedMetrics``, what was delivered and how many people were heard as
``implementation.metrics``), as a table, and as one JSON object a line. No words of a story, no
names of people, and nothing of a framework whose licence lets nobody pass it on.
"""

from storybank.commitments.exporting.gathering import Exported, gather
from storybank.commitments.exporting.jsonl import as_json_lines
from storybank.commitments.exporting.metrics import Counts
from storybank.commitments.exporting.ocds import as_ocds
from storybank.commitments.exporting.sheet import as_table

__all__ = ["Counts", "Exported", "as_json_lines", "as_ocds", "as_table", "gather"]
