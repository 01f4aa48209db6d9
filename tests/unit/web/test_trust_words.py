from __future__ import annotations

import pytest

from storybank.web.trust_page import of_ten


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "hardly any"),
        (0.04, "hardly any"),
        (0.1, "about one"),
        (0.58, "about six"),
        (0.94, "about nine"),
        (0.97, "nearly all"),
        (1.0, "all"),
    ],
)
def test_of_ten_says_a_share_in_words(share: float, words: str) -> None:
    assert of_ten(share) == words
