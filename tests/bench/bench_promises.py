"""How fast the pages of promises are over a large bank, and how many statements each sends.

The real application answers; no network is between. Never asserted. ``cpu`` is what this process
itself used: on a busy machine it says more than the clock does.
"""

from __future__ import annotations

import gc
import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path

from flask.testing import FlaskClient

from config import Settings
from storybank.accounts import service as accounts
from storybank.accounts.models import Organisation, User
from storybank.accounts.permissions import RoleName
from storybank.accounts.rules import Actor
from storybank.app import Bank, create_app, open_bank
from storybank.commitments.models import Commitment, Contract
from storybank.places.models import Place
from tests.bench.promises_bank import Sizes, build
from tests.sql_statements import counted

SMALL = 0.02
REPEATS = 9


def run(sizes: Sizes | None = None) -> list[tuple[str, str]]:
    """Lines of (page, figure), over the whole bank and, for the statements, over a small one."""
    small = dict(_measured(Sizes().share(SMALL), repeats=1))
    lines = []
    for name, (clock, cpu, size, sent) in _measured(sizes or Sizes(), repeats=REPEATS):
        before = small[name][3]
        grown = f"{sent}" if sent == before else f"{sent} (a small bank: {before})"
        lines.append(
            (name, f"{clock:.0f} ms median, {cpu:.0f} ms cpu, {size:.0f} kB, {grown} statements")
        )
    return lines


Figures = tuple[float, float, float, int]


def _measured(sizes: Sizes, *, repeats: int) -> list[tuple[str, Figures]]:
    with tempfile.TemporaryDirectory() as folder:
        bank = open_bank(Settings(home=Path(folder) / "home", secret_key="only for tests"))
        with closing(bank):
            manager, board = build(bank, sizes)
            app = create_app(bank.settings, bank)
            gc.collect()
            gc.freeze()  # as ``storybank run`` does
            lines = []
            pages = _pages(bank)
            boards = {name: pages[name] for name in _FOR_BOARDS}
            officer = _officer(bank, manager)
            for person, who, wanted in (
                (manager, "", pages | _CARING),
                (board, ", board", boards),
                (officer, ", officer", _KEEPING),
            ):
                client = app.test_client()
                _sign_in(client, person)
                for name, url in wanted.items():
                    lines.append((f"{name}{who}", _page(bank, client, url, repeats)))
            return lines


_CARING = {
    "stories nobody has answered": "/answering",
    "permissions that run out": "/consent/running-out",
    "sharing wider": "/publishing",
    "issued reports": "/issued",
    "stories sent in": "/intake",
}
_KEEPING = {
    "what is kept how long": "/retention",
    "stories to be disposed of": "/retention/due/story",
}


def _officer(bank: Bank, colleague: User) -> User:
    with bank.database.transaction() as session:
        return accounts.open_account(
            session,
            Actor.operator(),
            email="officer@example.org",
            name="An officer",
            organisation=session.get_one(Organisation, colleague.organisation_id),
            roles=(RoleName.DATA_PROTECTION_OFFICER,),
            password_hash="",
        )


_FOR_BOARDS = ("ledger by contract", "contract page", "passages of everything")


def _sign_in(client: FlaskClient, person: User) -> None:
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = person.fs_uniquifier, True


def _pages(bank: Bank) -> dict[str, str]:
    with bank.database.reading() as session:
        contract = session.get_one(Contract, 1).public_id
        promise = session.get_one(Commitment, 1).public_id
        borough, ward = (session.get_one(Place, number).public_id for number in (1, 3))
    return {
        "home": "/",
        "contracts": "/contracts",
        "contract page": f"/contracts/{contract}",
        "promise page": f"/contracts/commitments/{promise}",
        "ledger by contract": "/ledger",
        "ledger by supplier": "/ledger?by=supplier",
        "ledger by department": "/ledger?by=department",
        "ledger by place": "/ledger?by=place",
        "ledger by framework item": "/ledger?by=item",
        "ledger by promise": "/ledger?by=promise",
        "ledger of one department": "/ledger?by=promise&department=Department+3",
        "promises that ask a question": "/ledger?by=promise&stage=question",
        "silence list": "/ledger/silence",
        "silence list, page 40": "/ledger/silence?page=40",
        "silence list of a contract": f"/ledger/silence/{contract}",
        "passages of everything": "/ledger/passages",
        "passages of a contract": f"/ledger/passages?contract={contract}",
        "passages not upheld": "/ledger/passages?show=not_upheld",
        "place page, a ward": f"/places/{ward}",
        "place page, the borough": f"/places/{borough}",
        "golden thread of the borough": f"/places/{borough}/thread",
    }


def _page(bank: Bank, client: FlaskClient, url: str, repeats: int) -> Figures:
    client.get(url)  # templates compiled
    with counted(bank.database) as sent:
        answer = client.get(url)
        assert answer.status_code == 200, (url, answer.status_code)
    clocks, cpus = [], []
    for _ in range(repeats):
        clock, cpu = time.perf_counter(), time.process_time()
        client.get(url)
        clocks.append(time.perf_counter() - clock)
        cpus.append(time.process_time() - cpu)
    return (
        statistics.median(clocks) * 1e3,
        statistics.median(cpus) * 1e3,
        len(answer.data) / 1e3,
        len(sent),
    )
