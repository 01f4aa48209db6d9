"""Places from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from storybank.cli import storybank


def test_places_are_imported_and_listed(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STORYBANK_HOME", str(home))
    monkeypatch.setenv("STORYBANK_SECRET_KEY", "only for tests")
    table = tmp_path / "wards.csv"
    table.write_text("level,name,parent\nward,Methil,Fife\nauthority,Fife,\nward,Lost,No\n")

    taken = CliRunner().invoke(storybank, ["places", "import", str(table)])
    listed = CliRunner().invoke(storybank, ["places", "list", "--within", "Fife", "--json"])

    assert taken.exit_code == 1
    assert "wards.csv Row 4 Lost: failed. There is no place “No”" in taken.output
    assert [json.loads(line)["name"] for line in listed.output.splitlines()] == ["Methil"]
