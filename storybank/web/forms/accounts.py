"""Forms of accounts: signing in, people, organisations, passwords."""

from typing import Any

from flask_security import LoginForm
from flask_security.utils import validate_redirect_url
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length

from storybank.accounts.models import OrganisationKind
from storybank.accounts.passwords import SHORTEST, check_password
from storybank.accounts.permissions import RoleName
from storybank.core.errors import RuleBroken
from storybank.web.forms.base import PlainForm, stripped

PASSWORD_HINT = (
    f"{SHORTEST} characters or more. Three or four words that do not belong together "
    "are easy to keep in mind and hard to guess."
)
ORGANISATION_KINDS = {
    OrganisationKind.AUTHORITY: "Public body",
    OrganisationKind.SUPPLIER: "Supplier",
    OrganisationKind.VCSE: "Voluntary or community organisation",
    OrganisationKind.VERIFIER: "Verifying body",
}
# What each role lets a person do, for whoever gives it to them.
ROLE_WORDS = {
    "administrator": "Runs this Storybank: accounts and the record of acts. Reads no stories.",
    "contract_manager": "Accepts stories, keeps the promises of contracts, links the two.",
    "contributor": "Sends in stories with the storyteller’s consent, and sees those of their own "
    "organisation.",
    "verifier": "Checks claims made by others. Cannot be a contract manager, analyst or "
    "contributor too.",
    "board_reader": "Reads board reports, and the stories whose tellers allowed that.",
    "safeguarding_lead": "Looks into worries about somebody’s safety, and may hold a story back.",
    "data_protection_officer": "Decides how long stories are kept, and answers complaints.",
    "analyst": "Codes stories, writes reports.",
}


class SignInForm(LoginForm):
    """Flask-Security's form in our words."""

    email = EmailField("E-mail address", filters=[stripped])
    password = PasswordField("Password")
    remember = BooleanField("Keep me signed in on this computer")

    def validate(self, **kwargs: Any) -> bool:
        """Check both together; one error is enough, whichever of them is at fault."""
        if self.email.data and self.password.data:
            return bool(super().validate(**kwargs))
        self.password.errors = ["Enter both."]  # replaced by the one generic message
        return False

    def validate_next(self, field: Field) -> None:
        """Forget an address that leads elsewhere: signing in still works."""
        if not (field.data or "").startswith("/") or not validate_redirect_url(field.data):
            field.data = ""


def _fit_to_sign_in_with(_form: PlainForm, field: Field) -> None:
    """The rule for a new password, beside the other errors of the form."""
    try:
        check_password(field.data or "")
    except RuleBroken as error:
        raise ValidationError(str(error)) from None


class RolesForm(PlainForm):
    """The parts a person plays."""

    roles = SelectMultipleField("Roles")

    def __init__(self, role_names: dict[str, str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.roles.choices = {name.value: role_names[name.value] for name in RoleName}


class PersonForm(RolesForm):
    """A new account."""

    name = StringField("Name", [DataRequired("Enter the person’s name.")], filters=[stripped])
    email = EmailField(
        "E-mail address",
        [DataRequired("Enter an e-mail address, such as sam@example.org."), Length(max=254)],
        description="They sign in with it. Storybank sends no e-mail.",
        filters=[stripped],
    )
    organisation = SelectField("Organisation", validate_choice=False)
    password = PasswordField("First password", [_fit_to_sign_in_with], description=PASSWORD_HINT)


class OrganisationForm(PlainForm):
    """A new organisation."""

    name = StringField("Name", [DataRequired("Enter the organisation’s name.")], filters=[stripped])
    kind = RadioField(
        "What it is",
        [InputRequired("Choose what the organisation is.")],
        choices={kind.value: words for kind, words in ORGANISATION_KINDS.items()},
    )


class PasswordForm(PlainForm):
    """A new password for somebody else."""

    password = PasswordField("New password", [_fit_to_sign_in_with], description=PASSWORD_HINT)


class OwnPasswordForm(PasswordForm):
    """A new password of one's own."""

    old = PasswordField("Password you use now", [InputRequired("Enter your password of now.")])
