"""Forms for signing in and for accounts."""

from __future__ import annotations

from payback.accounts.passwords import MAXIMUM_LENGTH, MINIMUM_LENGTH
from payback.core.access import Role
from payback.core.forms import (
    CheckboxesField,
    Choice,
    EmailField,
    HiddenField,
    PasswordField,
    PaybackForm,
    QueryForm,
    RadiosField,
    SubmitButton,
    TextField,
)

ROLE_HINTS = {
    Role.ADMINISTRATOR: "Accounts, areas and the health of the service, everywhere",
    Role.COORDINATOR: "Nominations, projects, people and rotas in their areas",
    Role.SUPERVISOR: "Their own sessions, calendar and attendance",
    Role.MANAGER: "Figures and reports of their areas",
    Role.PARTNER: "Read-only figures of their own borough",
}
STOPS = "stops"
STAYING_OR_NOT = (
    Choice(
        STOPS,
        "They supervise no more",
        "No rota plans them. Coordinators see which coming sessions need somebody else.",
    ),
    Choice(
        "stays",
        "They go on supervising",
        "They stay on their sessions and in rotas. A coordinator records attendance for them.",
    ),
)
PASSWORD_HINT = (
    f"At least {MINIMUM_LENGTH} characters. Three random words make a password that is hard to "
    "guess and easy to remember."
)


class AccountsFilterForm(QueryForm):
    """Which accounts to list."""

    q = TextField("Name or email address", required=False, max_length=100)


class SignInForm(PaybackForm):
    """E-mail address and password."""

    email = EmailField("Email address", what="your email address")
    password = PasswordField(
        "Password", what="your password", max_length=MAXIMUM_LENGTH, autocomplete="current-password"
    )
    submit = SubmitButton("Sign in")


class ChangePasswordForm(PaybackForm):
    """The current and the new password."""

    current_password = PasswordField(
        "Current password", max_length=MAXIMUM_LENGTH, autocomplete="current-password"
    )
    new_password = PasswordField(
        "New password",
        max_length=MAXIMUM_LENGTH,
        hint=PASSWORD_HINT,
        autocomplete="new-password",
    )
    submit = SubmitButton("Change password")


class AccountForm(PaybackForm):
    """What an account may do, and where."""

    name = TextField("Full name", max_length=100)
    role = RadiosField(
        "Role",
        choices=[Choice(role.value, role.value.capitalize(), ROLE_HINTS[role]) for role in Role],
    )
    areas = CheckboxesField(
        "Areas they work in",
        choices=[],
        required=False,
        hint="An administrator works everywhere, whatever is chosen here.",
    )


class NewAccountForm(AccountForm):
    """A new account and its first password."""

    email = EmailField("Email address", what="an email address")
    password = PasswordField(
        "First password", max_length=MAXIMUM_LENGTH, hint=PASSWORD_HINT, autocomplete="new-password"
    )
    submit = SubmitButton("Add account")


class HolderForm(PaybackForm):
    """What becomes of the work of somebody who can no longer do it with their account."""

    work = RadiosField(
        "What about their work as a supervisor?",
        choices=STAYING_OR_NOT,
        what="whether they go on supervising",
    )


class ChangeAccountForm(AccountForm):
    """A change of name, role or areas; ``work`` is asked of a supervisor who gets another role."""

    work = RadiosField(
        "What about their work as a supervisor?", choices=STAYING_OR_NOT, required=False
    )
    version = HiddenField("Version")
    submit = SubmitButton("Save changes")
