"""The commands as they are called from outside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from storybank.cli import storybank
from tests.factories.bank import BODY

SAMPLES = Path(__file__).parents[1] / "samples" / "stories"


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("STORYBANK_HOME", str(home))
    monkeypatch.setenv("STORYBANK_SECRET_KEY", "only for tests")

    def _run(*words: str, given: str | bytes | None = None) -> Result:
        return CliRunner().invoke(storybank, list(words), input=given)

    return _run


def test_suggest_writes_one_line_a_story_with_offsets_that_hold(run) -> None:  # type: ignore[no-untyped-def]
    story = {"id": "S1", "kind": "beneficiary_story", "body": f"🙂 {BODY} Ring 07700 900123."}

    result = run("tagging", "suggest", "--json", given=json.dumps(story) + "\n")

    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert set(told) == {"id", "segments", "identifiers", "concern", "language"}
    assert told["segments"]
    for segment in told["segments"]:
        assert story["body"][segment["start"] : segment["end"]] == segment["quote"]
        for code in segment["codes"]:
            assert set(code) == {"theme", "change", "score", "because"}
    assert "07700 900123" in {one["text"] for one in told["identifiers"]}
    assert set(told["concern"]) == {"flag", "because"}


def test_an_interviewers_words_are_never_coded(run) -> None:  # type: ignore[no-untyped-def]
    body = "INT: Were you lonely, with nobody to talk to?\nRES: I had nobody to talk to."
    story = {"id": 1, "kind": "interview_transcript", "body": body}

    told = json.loads(run("tagging", "suggest", "--json", given=json.dumps(story)).stdout)

    assert told["segments"]
    assert all(one["start"] >= body.index("RES") for one in told["segments"])


def test_linking_suggest_is_ranked_and_silent_about_other_contracts(run) -> None:  # type: ignore[no-untyped-def]
    lines = (SAMPLES / "A.jsonl").read_text(encoding="utf-8").splitlines()[:4]
    unknown = json.dumps({**json.loads(lines[0]), "id": "U", "contract": "nobody's"})
    contracts = str(SAMPLES / "A_contracts.jsonl")

    result = run(
        "linking", "suggest", "--contracts", contracts, "--json", given="\n".join([*lines, unknown])
    )

    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert [one["id"] for one in told][-1] == "U"
    assert told[-1]["links"] == []
    for one, line in zip(told[:-1], lines, strict=True):
        scores = [link["score"] for link in one["links"]]
        assert scores == sorted(scores, reverse=True)
        for link in one["links"]:
            assert link["stance"] in {"supports", "contradicts"}
            for passage in link["because"]:
                body = json.loads(line)["body"]
                assert body[passage["start"] : passage["end"]] == passage["quote"]


def test_import_takes_stories_and_contracts_in_once(run) -> None:  # type: ignore[no-untyped-def]
    words = (
        "intake",
        "import",
        str(SAMPLES / "A.jsonl"),
        "--contracts",
        str(SAMPLES / "A_contracts.jsonl"),
    )

    first, second = run(*words), run(*words)

    assert first.exit_code == 0
    assert "16 taken in." in first.stdout
    assert second.exit_code == 0
    assert "Nothing new was taken in." in second.stdout
    assert second.stdout.count("already held") >= 16
    found = json.loads(run("search", "find", "wardrobe", "--json").stdout)
    assert found["total"] >= 1
    assert found["hits"][0]["snippets"]
    rebuilt = run("search", "rebuild")
    assert "13 stories" in rebuilt.stdout  # three wait for the safeguarding lead, and are in none
    assert json.loads(run("search", "find", "wardrobe", "--json").stdout)["total"] == found["total"]
    assert "whole" in run("audit", "verify").stdout
    assert "0 waiting" in run("jobs", "status").stdout


def test_a_folder_of_good_and_bad_files_names_the_bad_and_takes_the_good(
    run,
    tmp_path: Path,  # type: ignore[no-untyped-def]
) -> None:
    import docx
    from pypdf import PdfWriter

    folder = tmp_path / "files"
    folder.mkdir()
    document = docx.Document()
    document.add_paragraph("I sat alone all day. Now I go to the lunch club.")
    document.save(str(folder / "good.docx"))
    (folder / "talk.vtt").write_text(
        "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Interviewer>How was it?\n\n"
        "00:05.000 --> 00:09.000\n<v Maureen>I was lonely.\n\n"
        "00:10.000 --> 00:12.000\n<v Maureen>Now I ring my friends.\n",
        encoding="utf-8",
    )
    (folder / "empty.txt").touch()
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(str(folder / "fake.docx"))
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(200 * 1024 * 1024)

    result = run("intake", "import", str(folder))

    assert result.exit_code == 1
    for name in ("empty.txt", "fake.docx", "huge.txt"):
        assert f"{name}: failed." in result.stdout
    assert "2 taken in." in result.stdout


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("rubbish", "Line 1 is not JSON"),
        ('{"id": 1}', 'Line 1 has no "body"'),
        ('{"body": "x", "kind": "poem"}', 'the kind "poem"'),
        (b"\xff\xfe\x00", "not text in UTF-8"),
    ],
)
def test_bad_input_gets_one_clear_line(run, given: str | bytes, told: str) -> None:  # type: ignore[no-untyped-def]
    result = run("tagging", "suggest", "--json", given=given)

    assert result.exit_code == 1
    assert told in result.stderr
    assert "Traceback" not in result.output


def test_an_account_opened_here_can_sign_in(run, home: Path) -> None:  # type: ignore[no-untyped-def]
    result = run(
        "accounts", "add", "sam@example.org", "--name", "Sam", "--organisation", "Town",
        "--role", "administrator", "--password", "a pässword to remember",
    )  # fmt: skip
    assert result.exit_code == 0

    from config import Settings
    from storybank.app import create_app, open_bank

    bank = open_bank(Settings(home=home, secret_key="only for tests"))
    client = create_app(bank.settings, bank).test_client()
    page = client.get("/sign-in").get_data(as_text=True)
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    answer = client.post(
        "/sign-in",
        data={
            "csrf_token": token,
            "email": "SAM@example.org",
            "password": "a pässword to remember",
        },
    )
    bank.close()
    assert answer.status_code == 302
