"""Contracts taken in and written out from the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from storybank.cli import storybank

SAMPLES = Path(__file__).parents[2] / "samples" / "ocds"


@pytest.fixture
def run(home, monkeypatch):
    monkeypatch.setenv("STORYBANK_HOME", str(home))
    monkeypatch.setenv("STORYBANK_SECRET_KEY", "only for tests")
    return lambda *words: CliRunner().invoke(storybank, ["commitments", *map(str, words)])


def test_import_and_export_of_published_data_by_command(run, tmp_path):
    releases = SAMPLES / "find_a_tender_releases.json"
    nobody = run("import", releases, "--contract", "c9")
    assert (nobody.exit_code, "It has: FRAME-9-c1" in nobody.output) == (1, True)
    dry = run("import", releases, "--dry-run", "--buyer", "parkshire")
    assert dry.exit_code == 0
    assert "title: “Gardens, Parkshire”" in dry.output
    assert "Nothing was kept" in dry.output
    done = run("import", releases, "--contract", "c1")
    assert [line.split() for line in done.output.splitlines()[:2]][1][1:] == ["1", "0", "0"]
    assert "“parties.contactPoint” (2 times) was left out." in done.output
    out = tmp_path / "out.json"
    written = run("export", "--ocds", out)
    assert written.exit_code == 0
    [release] = json.loads(out.read_text(encoding="utf-8"))["releases"]
    assert release["ocid"] == "ocds-h6vhtk-0d4e5f"
    again = run("import", out, "--take-theirs")
    assert [line.split() for line in again.output.splitlines()[:2]][1][1:] == ["0", "1", "0"]
    assert "Grounds, north" in run("export", "-", "--csv").output
    assert "Say which form" in run("export", tmp_path / "out.txt").output


@pytest.mark.parametrize(
    ("name", "words"),
    [("web_page.json", "a web page or XML"), ("not_a_number.json", "says NaN")],
)
def test_import_of_no_contract_by_command_is_one_line(run, name, words):
    result = run("import", SAMPLES / name)
    assert result.exit_code == 1
    assert words in result.output
    assert len(result.output.strip().splitlines()) == 1
