"""What notices tell the rest of the house."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NoticeAdded:
    """There is something to tell somebody by e-mail."""

    notice_id: int
