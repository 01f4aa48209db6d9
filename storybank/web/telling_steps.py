"""The pages of a telling in order: which there are for this story, and where one stands."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from storybank.codebook.queries import list_codes_in_use
from storybank.core.errors import NotFound
from storybank.intake.models import ConsentStatement, Purpose
from storybank.intake.queries import choose_statement, get_statement, list_statements
from storybank.intake.rules import LANGUAGES
from storybank.telling.models import Call, Telling
from storybank.web.forms import telling as forms
from storybank.web.session import current_session


@dataclass(frozen=True)
class Step:
    """One page: its name in the address, its form, its template, and for whom it is there."""

    name: str
    form: type[forms.TellingForm]
    template: str
    is_there: Callable[[Telling | None], bool] = lambda _telling: True
    is_counted: bool = True


def _is_follow_up(telling: Telling | None) -> bool:
    return telling is not None and telling.follows_id is not None


def _is_for_another(telling: Telling | None) -> bool:
    return telling is not None and telling.answers.get("teller") == "on_behalf"


STEPS = (
    Step("read", forms.ReadForm, "read", is_counted=False),
    Step("lasted", forms.LastedForm, "lasted", _is_follow_up),
    Step("before", forms.BeforeForm, "prompt"),
    Step("changed", forms.ChangedForm, "prompt"),
    Step("cause", forms.CauseForm, "prompt"),
    Step("mattered", forms.MatteredForm, "prompt"),
    Step("teller", forms.TellerForm, "teller"),
    Step("somebody", forms.SomebodyForm, "somebody", _is_for_another, is_counted=False),
    Step("place", forms.PlaceForm, "place"),
    Step("about", forms.AboutForm, "about"),
    Step("allow", forms.AllowForm, "allow"),
    Step("name", forms.NameForm, "name"),
    Step("choices", forms.ChoicesForm, "choices"),
    Step("hear", forms.HearForm, "hear"),
)
CHECK = "check"
# From what stays closest to what goes furthest.
IN_ORDER = (
    Purpose.CONTRACT_MANAGEMENT,
    Purpose.QUOTATION,
    Purpose.BOARD,
    Purpose.OTHER_BODIES,
    Purpose.RESEARCH_EXPORT,
    Purpose.PUBLIC,
    Purpose.PHOTO_OR_VOICE,
    Purpose.MACHINE_SUGGESTIONS,
)
# What tells of a language by itself, on a page for those who may read no English.
OWN_NAMES = {"en": "English", "cy": "Cymraeg", "pl": "Polski", "ro": "Română", "uk": "Українська"}


def get_step(name: str) -> Step:
    """The page of this name.

    Raises:
        NotFound: there is none.
    """
    for step in STEPS:
        if step.name == name:
            return step
    raise NotFound("There is no such page.")


def steps_of(telling: Telling | None) -> list[Step]:
    """The pages that this story has."""
    return [step for step in STEPS if step.is_there(telling)]


def after(step: Step, telling: Telling | None) -> str:
    """The name of the page that follows one."""
    names = [one.name for one in steps_of(telling)]
    following = names[names.index(step.name) + 1 :] if step.name in names else []
    return following[0] if following else CHECK


def before(step: Step, telling: Telling | None) -> str | None:
    """The name of the page that leads to one; None where it is the first."""
    names = [one.name for one in steps_of(telling)]
    place = names.index(step.name) if step.name in names else 0
    return names[place - 1] if place else None


def say_progress(step: Step, telling: Telling | None) -> str:
    """How far one is, in words."""
    counted = [one for one in steps_of(telling) if one.is_counted]
    if step not in counted:
        return ""
    return f"Step {counted.index(step) + 1} of {len(counted)}"


def prepare(step: Step, form: forms.TellingForm, call: Call, telling: Telling | None) -> None:
    """Give a form the choices that the page offers."""
    if isinstance(form, forms.AboutForm):
        form.offer(list_codes_in_use(current_session()))
    if isinstance(form, forms.AllowForm):
        form.offer(purposes_offered(call, telling))


def purposes_offered(call: Call, telling: Telling | None) -> list[Purpose]:
    """What the call asks to be allowed; a photograph or voice only where one was added."""
    has_files = telling is not None and bool(telling.attachments)
    return [
        one
        for one in IN_ORDER
        if one.value in call.purposes and (one is not Purpose.PHOTO_OR_VOICE or has_files)
    ]


def statement_shown(call: Call, telling: Telling | None) -> ConsentStatement:
    """What this storyteller was shown; before that, what they will be, in the words they chose."""
    session = current_session()
    answers = {} if telling is None else telling.answers
    shown = _statement(call, answers.get("statement"))
    if shown is not None:
        return shown
    language, _, easy = str(answers.get("words") or "en").partition("-")
    return choose_statement(
        session, call.organisation_id, language=language, is_easy_read=easy == "easy"
    )


def _statement(call: Call, public_id: object) -> ConsentStatement | None:
    """The statement of this id, if it is one that the call's organisation may show."""
    try:
        found = get_statement(current_session(), UUID(str(public_id)))
    except (NotFound, ValueError):
        return None
    return found if found.organisation_id in (None, call.organisation_id) else None


def words_offered(call: Call) -> dict[str, str]:
    """The sorts of words there are: languages, and easy words where somebody wrote them."""
    found: dict[str, str] = {}
    for one in list_statements(current_session(), call.organisation_id):
        key = one.language + ("-easy" if one.is_easy_read else "")
        name = OWN_NAMES.get(one.language) or LANGUAGES.get(one.language, one.language)
        found.setdefault(key, f"{name}, in easy words" if one.is_easy_read else name)
    return found
