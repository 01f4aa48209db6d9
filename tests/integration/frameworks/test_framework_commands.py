"""Frameworks from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from storybank.cli import storybank


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STORYBANK_HOME", str(home))
    monkeypatch.setenv("STORYBANK_SECRET_KEY", "only for tests")

    def _run(*words: str) -> Result:
        return CliRunner().invoke(storybank, ["frameworks", *words])

    return _run


def test_a_licensed_list_is_brought_in_shown_and_not_exported(run, tmp_path: Path) -> None:
    sheet = tmp_path / "list.csv"
    sheet.write_text("code,parent,name\nNT1,,Local jobs\nNT2,NT9,Lost\n", encoding="utf-8")
    told = ("--title", "Licensed", "--edition", "1", "--licence", "Ours alone")
    ours = ("--organisation", "Town Council")

    refused = run("import", str(sheet), *told, *ours)
    taken = run("import", str(sheet), *told, *ours, "--leave-out-broken")
    shown = run("show", "licensed", *ours, "--json")
    target = tmp_path / "out.yaml"
    exported = run("export", "licensed", str(target), *ours)

    assert "list.csv Row 3, column parent: It hangs on “NT9”" in refused.output
    assert "nothing was brought in" in str(refused.exception)
    assert (taken.exit_code, "1 items brought in" in taken.output) == (1, True)
    assert [json.loads(line)["code"] for line in shown.output.splitlines()] == ["NT1"]
    assert "not exported" in str(exported.exception)
    assert not target.exists()


def test_what_ships_is_listed_exported_and_matched_anew(run, tmp_path: Path) -> None:
    listed = [json.loads(line) for line in run("list", "--json").output.splitlines()]
    target = tmp_path / "ways.csv"

    assert run("export", "five-ways", str(target)).exit_code == 0
    assert target.read_text(encoding="utf-8-sig").startswith("level,code")
    said = run("crosswalk", "five-ways", "--item", "give", "--themes", "purpose, community")

    assert {one["slug"] for one in listed} >= {"svm-2020", "svm-2025", "sdg"}
    assert "give  purpose, community" in said.output
    assert "no theme called" in str(
        run("crosswalk", "five-ways", "--item", "give", "--themes", "money,nowhere").exception
    )
    assert "no framework" in str(run("show", "toms").exception)
