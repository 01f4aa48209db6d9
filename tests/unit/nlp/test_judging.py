"""Both voices are weighed beside the story around a sentence."""

import numpy as np

from storybank.nlp.judging import CHANGE_SIGNS, SIGNS, change_signs, logistic, softmax, theme_signs
from storybank.nlp.reading import Change

NEED, BETTER = (tuple(Change).index(change) for change in (Change.NEED, Change.BETTER))


def test_theme_signs_neighbours_and_story_are_seen_but_not_oneself() -> None:
    network = np.full((3, 2), -5.0, dtype=np.float32)
    network[0, 1] = 5.0
    signs = theme_signs(network, np.zeros_like(network))
    assert signs.shape == (3, 2, len(SIGNS))
    before, after, story = (SIGNS.index(name) for name in ("before", "after", "story"))
    assert signs[1, 1, before] > 0.9 > 0.1 > signs[1, 0, before]
    assert signs[0, 1, before] == signs[2, 1, after] == 0
    assert signs[1, 1, story] > signs[0, 1, story]  # sentence 0 is the only one that tells of it


def test_theme_signs_rival_is_the_strongest_other_theme() -> None:
    network = np.array([[3.0, 0.0, -3.0]], dtype=np.float32)
    rivals = theme_signs(network, np.zeros_like(network))[0, :, SIGNS.index("rival")]
    assert np.allclose(rivals, logistic(np.array([0.0, 3.0, 3.0], dtype=np.float32)))


def test_change_signs_help_told_of_earlier_counts_as_help_before() -> None:
    chances = np.array([[0.9], [0.0], [0.9]], dtype=np.float32)
    network = np.zeros((3, 1, 4), dtype=np.float32)
    network[0, 0, BETTER] = 8.0
    network[2, 0, NEED] = 8.0
    signs = change_signs(chances, network, np.zeros_like(network))
    assert signs.shape == (3, 1, len(CHANGE_SIGNS))
    help_before, help_after = (CHANGE_SIGNS.index(f"help {side}") for side in ("before", "after"))
    assert signs[0, 0, help_before] < 0.01 < signs[2, 0, help_before]
    assert signs[2, 0, help_after] < 0.01
    assert signs[1, 0, CHANGE_SIGNS.index("before better")] > 0.8
    assert signs[1, 0, CHANGE_SIGNS.index("after need")] > 0.8
    assert signs[:, 0, CHANGE_SIGNS.index("place")].tolist() == [0.0, 0.5, 1.0]


def test_logistic_and_softmax_far_values_stay_finite() -> None:
    far = np.array([-1e4, 0.0, 1e4], dtype=np.float32)
    assert logistic(far).tolist() == [0.0, 0.5, 1.0]
    assert softmax(far).tolist() == [0.0, 0.0, 1.0]
