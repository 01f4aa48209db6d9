"""Frameworks out of files: what is read, and one plain line for whatever cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from storybank.core.uploads import Unreadable
from storybank.frameworks.models import Framework, FrameworkItem
from storybank.frameworks.readers import ReadFramework, read_framework
from storybank.frameworks.writers import write_csv


def read(tmp_path: Path, words: str | bytes, name: str = "framework.csv") -> ReadFramework:
    path = tmp_path / "arrived"
    path.write_bytes(words if isinstance(words, bytes) else words.encode())
    return read_framework(path, name=name)


def told(read: ReadFramework) -> list[tuple[str, str, str]]:
    return [(one.code, one.parent, one.name) for one in read.items]


def test_read_long_sheet_gives_items_levels_and_themes(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "code,parent,level,name,themes\n1.10,A,measure,Jobs for leavers,employment; skills\n"
        "A,,theme,Work,\n",
    )

    assert told(found) == [("1.10", "A", "Jobs for leavers"), ("A", "", "Work")]
    assert found.items[0].themes == ("employment", "skills")
    assert (found.levels, found.problems) == (("measure", "theme"), ())


def test_read_wide_sheet_gives_a_tree_and_carries_empty_cells_down(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "mission,outcome,code,criterion,metric,unit\n"
        "Mission 1: Growth,Fair work,1a,Good jobs,Jobs made,people\n"
        ",,,,Jobs kept,people\n"
        ",,1b,Fair conditions,,\n"
        "Mission 5: Health,Wellbeing,8a,Healthy staff,,\n",
    )

    assert told(found) == [
        ("M1", "", "Growth"),
        ("O1", "M1", "Fair work"),
        ("1a", "O1", "Good jobs"),
        ("1a-m1", "1a", "Jobs made"),
        ("1a-m2", "1a", "Jobs kept"),
        ("1b", "O1", "Fair conditions"),
        ("M5", "", "Health"),
        ("O2", "M5", "Wellbeing"),
        ("8a", "O2", "Healthy staff"),
    ]
    assert found.items[3].text == "Counted in people."
    assert found.levels == ("mission", "outcome", "award criterion", "metric")


def test_read_wide_sheet_may_leave_levels_out(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "theme;outcome;criterion\nTheme 4: Wellbeing;;Company for all\n;Belonging;\n;;Parks\n",
    )

    assert told(found) == [
        ("T4", "", "Wellbeing"),
        ("T4.1", "T4", "Company for all"),
        ("O1", "T4", "Belonging"),
        ("O1.1", "O1", "Parks"),
    ]


def test_read_yaml_keeps_codes_as_written(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "title: Ours\nedition: 2\ncomplete: no\nitems:\n"
        "- {code: 1.10, name: on, themes: [home]}\n- {code: no, name: 2025-02-13, parent: 1.10}\n",
        "ours.yaml",
    )

    assert told(found) == [("1.10", "", "on"), ("no", "1.10", "2025-02-13")]
    assert (found.title, found.edition, found.is_complete) == ("Ours", "2", False)
    assert not found.is_exportable, "a licence that says nothing lets nothing be passed on"


def test_read_broken_rows_are_each_told_once_and_the_others_kept(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "code,parent,name\nA,,Kept\nA,,Twice\n,A,No code\nB,C,Round\nC,B,Round\nD,C,Below\n"
        "E,nowhere,Lost\nF,A,\nG,A,Kept too\nH,H,Itself\n",
    )

    assert [one.code for one in found.items] == ["A", "G"]
    assert [str(one).split(": ")[0] for one in found.problems] == [
        "Row 4, column code",
        "Row 9, column name",
        "Row 3, column code",
        "Row 5, column parent",
        "Row 6, column parent",
        "Row 7, column parent",
        "Row 8, column parent",
        "Row 11, column parent",
    ]
    assert "“A” is already at row 2" in found.problems[2].reason
    assert "hangs on itself" in found.problems[3].reason
    assert "hangs on “C”" in found.problems[5].reason


@pytest.mark.parametrize(
    ("name", "words", "reason"),
    [
        ("f.csv", "colour,size\nred,3\n", "names neither"),
        ("f.xlsx", "PK", "read frameworks from"),
        ("f.yaml", "items: [a, b\n", "not YAML near line"),
        ("f.yaml", "title: Nothing more\n", "no list called “items”"),
        ("f.yaml", "- a\n- b\n", "no list called “items”"),
        ("f.yaml", "title: [a]\nitems: [{code: a, name: b}]\n", "Under “title”"),
        ("f.yaml", "complete: perhaps\nitems: [{code: a, name: b}]\n", "neither yes nor no"),
        ("f.yaml", "published_on: soon\nitems: [{code: a, name: b}]\n", "no day"),
        ("f.yaml", "items: []\n", "no items"),
        ("f.yaml", "a: &a [*a]\nitems: [*a]\n", "not YAML"),
        ("f.yaml", f"items: {'[' * 600}{']' * 600}", "damaged"),
        ("f.yaml", "x" * 3_000_000, "2.9 MB"),
        ("f.csv", b"\x00\x01\x02" * 2000, "does not hold text"),
    ],
)
def test_read_unreadable_file_says_why(tmp_path: Path, name: str, words, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(tmp_path, words, name)

    assert reason in str(refused.value)


def test_read_yaml_with_wrong_types_tells_each_item(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "items:\n- !!python/object/apply:os.getcwd []\n- {code: [1], name: a}\n"
        "- {code: b, name: B, themes: {x: y}}\n"
        "- {code: c, name: C, colour: red}\n",
        "f.yml",
    )

    assert [one.code for one in found.items] == ["c"]
    assert [one.where for one in found.problems] == [
        "Item 1, column items",
        "Item 2, column code",
        "Item 3, column themes",
    ]
    assert found.notices == ("We do not know “colour”, so what is in it was left out.",)


def test_read_many_items_in_one_circle_is_quick_and_tells_each(tmp_path: Path) -> None:
    rows = "".join(f"c{n},c{(n + 1) % 1000},Name\n" for n in range(1000))

    found = read(tmp_path, f"code,parent,name\n{rows}more,,Too many\n")

    assert (len(found.items), len(found.problems)) == (0, 1001)
    assert "may have 1000 items" in found.problems[0].reason


def test_a_written_sheet_holds_no_formula_and_is_read_back_as_it_was(tmp_path: Path) -> None:
    framework = Framework(slug="f", edition="1", title="F")
    items = [
        FrameworkItem(
            id=1, framework_id=1, level="", code="-1", name='=HYPERLINK("x")', text="'plain'"
        )
    ]

    words = write_csv(framework, items, {})

    assert "'-1," in words
    assert "'=HYPERLINK" in words
    (item,) = read(tmp_path, words).items
    assert (item.code, item.name, item.text) == ("-1", '=HYPERLINK("x")', "'plain'")
