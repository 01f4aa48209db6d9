"""Windows hold whole sentences, judge each once, and lead in with what came before."""

from hypothesis import given
from hypothesis import strategies as st

from storybank.nlp.windows import LONGEST_WINDOW, cut_windows

LENGTHS = st.lists(st.integers(min_value=1, max_value=120), max_size=60)


@given(LENGTHS, st.none() | st.integers(min_value=1, max_value=8))
def test_cut_windows_any_lengths_judges_each_sentence_once(
    lengths: list[int], opening: int | None
) -> None:
    judged = [n for window in cut_windows(lengths, opening=opening) for n in range(*_own(window))]
    assert judged == list(range(len(lengths)))


@given(LENGTHS)
def test_cut_windows_any_lengths_stays_within_what_was_trained(lengths: list[int]) -> None:
    for window in cut_windows(lengths):
        size = 1 + sum(lengths[n] + 1 for n in range(window.lead, window.end))
        assert size <= LONGEST_WINDOW or window.end == window.first + 1


def test_cut_windows_second_window_leads_in_with_two_sentences() -> None:
    windows = list(cut_windows([30] * 12))
    assert windows[0].lead == windows[0].first == 0
    assert all(window.first - window.lead == 2 for window in windows[1:])


def test_cut_windows_long_sentence_before_is_not_led_in_with() -> None:
    windows = list(cut_windows([110, 110, 20]))
    assert [(window.lead, window.first) for window in windows][:2] == [(0, 0), (1, 1)]


def test_cut_windows_opening_bounds_the_first_only() -> None:
    first, *others = cut_windows([10] * 20, opening=3)
    assert (first.first, first.end) == (0, 3)
    assert all(window.end - window.first > 3 for window in others[:1])


def _own(window: object) -> tuple[int, int]:
    return window.first, window.end  # type: ignore[attr-defined]
