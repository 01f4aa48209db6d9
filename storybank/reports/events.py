"""What reports tell the rest of the house."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ReportFileAsked:
    """Somebody asked for a file that takes a while to make."""

    file_id: int
