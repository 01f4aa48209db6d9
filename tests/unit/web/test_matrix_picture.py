from __future__ import annotations

from storybank.web.matrix_picture import CELL, HEAD, LONGEST_NAME, NAMES, draw

NAMES_OF = {
    7: "Money",
    3: "Home",
    9: "Nature",
    4: "Education and aspirations of children and others",
}


def test_pairs_stand_in_the_order_of_the_names_and_unmet_names_are_left_out() -> None:
    picture = draw("p", "Title", NAMES_OF, {(3, 7): 4, (7, 4): 10}, says="{row}>{column}={count}")

    assert picture is not None
    assert [one.text for one in picture.names][:2] == ["Money", "Home"]
    assert [one.text for one in picture.numbers] == ["1", "2", "3"]
    places = {(cell.x, cell.y): (cell.count, cell.shade) for cell in picture.cells}
    assert places == {
        (NAMES, HEAD + CELL): (4, 2),  # Home's row, Money's column
        (NAMES + 2 * CELL, HEAD): (10, 5),
    }
    assert picture.width >= NAMES + 3 * CELL
    assert picture.pairs[0][2] == 10


def test_the_description_says_the_most_frequent_pairs_in_words() -> None:
    counts = {(7, 3): 2, (3, 7): 5, (9, 3): 1, (9, 7): 1}

    picture = draw("p", "Title", NAMES_OF, counts, says="{row}, taken for {column}: {count}")

    assert picture is not None
    assert "Home, taken for Money: 5; Money, taken for Home: 2;" in picture.description
    assert picture.pairs == [
        ("Home", "Money", 5),
        ("Money", "Home", 2),
        ("Nature", "Money", 1),
        ("Nature", "Home", 1),
    ]


def test_together_fills_the_lower_half_and_leaves_the_diagonal_unshaded() -> None:
    counts = {(3, 7): 6, (7, 7): 40, (3, 3): 8}

    picture = draw("p", "Title", NAMES_OF, counts, says="{row} {column}", together=True)

    assert picture is not None
    assert {(cell.x, cell.y): cell.shade for cell in picture.cells} == {
        (NAMES, HEAD): 0,
        (NAMES, HEAD + CELL): 5,  # though Money comes first in the codebook and last by its id
        (NAMES + CELL, HEAD + CELL): 0,
    }
    assert picture.pairs == [("Home", "Money", 6)]


def test_a_few_pairs_met_once_are_not_drawn_as_if_they_were_many() -> None:
    picture = draw("p", "Title", NAMES_OF, {(3, 7): 1}, says="{row}")

    assert picture is not None
    assert [cell.shade for cell in picture.cells] == [1]


def test_nothing_is_drawn_where_no_two_meet() -> None:
    assert draw("p", "Title", NAMES_OF, {}, says="") is None
    assert draw("p", "Title", NAMES_OF, {(3, 3): 4}, says="", together=True) is None
    assert draw("p", "Title", NAMES_OF, {(3, 99): 4}, says="") is None


def test_long_names_are_cut_at_a_word_and_whole_in_the_table() -> None:
    picture = draw("p", "Title", NAMES_OF, {(4, 3): 1}, says="{row}")

    assert picture is not None
    cut = picture.names[-1].text
    assert len(cut) <= LONGEST_NAME + 2
    assert cut == "Education and aspirations of …"
    assert picture.pairs[0][0] == NAMES_OF[4]
