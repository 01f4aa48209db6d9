"""Names are replaced: nobody finds or reads them afterwards but those who read originals."""

from __future__ import annotations

from collections.abc import Callable

from tests.factories.bank import Factory
from tests.web_client import CheckingClient

SignIn = Callable[..., CheckingClient]
BODY = (
    "My name is Maureen Hartley and I was on my own. "
    "Maureen, they said, come to the lunch club. "
    "Now I have friends I ring every day."
)


def test_names_are_replaced_and_no_longer_found(make: Factory, sign_in: SignIn) -> None:
    manager = make.user("contract_manager")
    verifier = sign_in(make.user("verifier", organisation=make.organisation("verifier")))
    story = make.story(manager, body=BODY, title="Out on a Tuesday")
    make.run_pipeline()
    make.coding(manager, story, 2, "connection")
    client, here = sign_in(manager), f"/stories/{story.public_id}"
    assert "Out on a Tuesday" in client.text("/search?q=Maureen")

    # the page shows what would go, the manager puts other names and covers with them
    page = client.page(f"/masking/stories/{story.public_id}")
    fields = page.xpath("//main//form//input[@type!='radio' or @checked]")
    data = {field.get("name"): field.get("value") or "" for field in fields}
    for name, words in list(data.items()):
        if name.endswith("-words"):
            instead = {"Maureen": "Bridget", "Maureen Hartley": "Bridget Stone"}.get(words)
            if instead:
                data[name.replace("-words", "-instead")] = instead
                data[name.replace("-words", "-choice")] = "other"
    sent = client.post(f"/masking/stories/{story.public_id}", data={**data, "act": "accept"})
    assert sent.status_code == 303
    make.run_pipeline()

    assert "Out on a Tuesday" not in client.text("/search?q=Maureen")
    assert "Out on a Tuesday" in client.text("/search?q=Bridget")
    read = verifier.text(here)
    assert "My name is Bridget Stone" in read
    assert "Maureen" not in read
    assert "Confirmed by" in client.text(here)
    assert verifier.get(f"{here}/versions/1").status_code == 403
    assert "Maureen Hartley" in client.text(f"{here}/versions/1")
