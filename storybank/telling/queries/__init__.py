"""Finding calls, tellings, numbers to call, and the story that a return code leads to."""

from storybank.telling.queries.return_codes import find_submission_by_code

__all__ = ["find_submission_by_code"]
