"""A contract comes in from a published record, changes with it, and goes out again."""

from __future__ import annotations

import copy
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.factories.bank import Factory
from tests.web_client import CheckingClient

RECORD = Path(__file__).parents[1] / "samples" / "ocds" / "find_a_tender_record.json"
SignIn = Callable[..., CheckingClient]


def look_at(client: CheckingClient, record: Any) -> Any:
    file = (io.BytesIO(json.dumps(record).encode()), "record.json")
    return client.submit("/contracts/import", {"file": file}, content_type="multipart/form-data")


def take_in(client: CheckingClient, looked: Any) -> None:
    kept = re.search(r'name="kept"[^>]*value="([^"]+)"', looked.text)
    assert kept
    to = "/contracts/import/check"
    done = client.submit("/contracts/import", {"kept": kept[1], "do": "keep"}, to=to)
    assert done.status_code == 200


def address(client: CheckingClient, url: str, pattern: str) -> str:
    hrefs = client.page(url).xpath("//main//a/@href")
    return next(str(href) for href in hrefs if re.search(pattern, href)).partition("#")[0]


def test_a_record_comes_in_changes_and_goes_out_again(make: Factory, sign_in: SignIn) -> None:
    council = make.organisation("authority", "Wearside Borough Council")
    manager = sign_in(make.user("contract_manager", organisation=council))
    second = sign_in(make.user("contract_manager", organisation=council))
    record = json.loads(RECORD.read_text(encoding="utf-8"))

    looked = look_at(manager, record)
    assert "5 to be added" in looked.text
    assert "No contract" in manager.text("/contracts") or "no contracts" in manager.text(
        "/contracts"
    )
    take_in(manager, looked)
    contract = address(manager, "/contracts", r"^/contracts/[0-9a-f-]{36}$")
    assert "Supported living, north of the river" in manager.text(contract)

    newer = copy.deepcopy(record)
    told = newer["records"][0]["compiledRelease"]["contracts"][0]
    told["agreedMetrics"][0]["observations"][0]["measure"] = 30
    told["period"]["endDate"] = "2029-05-31T23:59:59+01:00"
    looked = look_at(manager, newer)
    assert "was “31 May 2028”, is “31 May 2029”" in looked.text
    assert "Will wait for a second person" in looked.text
    take_in(manager, looked)

    change = address(second, "/changes", r"^/changes/[0-9a-f-]{36}$")
    agreed = {"decision": "approve", "note": "The buyer published it so."}
    assert manager.submit(change, agreed).status_code == 403
    assert second.submit(change, agreed).status_code == 303

    package = second.get(f"{contract}/export.json").json
    promise = package["releases"][0]["contracts"][0]["agreedMetrics"][0]
    assert promise["observations"][0]["measure"] == 30
    [lowered] = promise["storybank"]["lowered"]
    assert (lowered["was"], lowered["is"]) == (40, 30)
    again = look_at(manager, package)
    assert "5 here already, the same." in " ".join(again.text.split())
