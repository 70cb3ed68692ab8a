"""WTForms fields drawn with the GOV.UK design system's macros.

What belongs here: fields, validators and the base form that every feature's ``forms.py`` uses. What
does not: rules of a feature, and anything that reads or writes the database.

Every field keeps what was typed, never raises on odd input (missing, doubled, huge, with control
characters, a file where text was asked for) and speaks in GOV.UK error sentences.

>>> class ContactForm(PaybackForm):
...     name = TextField("Your name", max_length=100)
...     email = EmailField("Email address", what="an email address")

In a template: ``{{ error_summary(form) }}`` and ``{{ form.name(width=20) }}``. In a view, after
``form.validate_on_submit()``, ``form.name.value`` is a ``str`` and never ``None``.
"""

from payback.core.forms.base import BoxField
from payback.core.forms.choices import (
    CheckboxesField,
    CheckboxField,
    Choice,
    RadiosField,
    SelectField,
)
from payback.core.forms.files import FileField, MultipleFileField
from payback.core.forms.form import PaybackForm, QueryForm, error_summary
from payback.core.forms.labels import LabelsField
from payback.core.forms.moments import DatePartsField, TimeField
from payback.core.forms.numbers import HoursMinutesField, IntegerField, MinutesField
from payback.core.forms.text import (
    EmailField,
    HiddenField,
    PasswordField,
    PostcodeField,
    SubmitButton,
    TelephoneField,
    TextAreaField,
    TextField,
)
from payback.core.forms.typed import BadInput
from payback.core.forms.validators import EmailAddress, Length, Postcode, Range, UkPhone

__all__ = [
    "BadInput",
    "BoxField",
    "CheckboxField",
    "CheckboxesField",
    "Choice",
    "DatePartsField",
    "EmailAddress",
    "EmailField",
    "FileField",
    "HiddenField",
    "HoursMinutesField",
    "IntegerField",
    "LabelsField",
    "Length",
    "MinutesField",
    "MultipleFileField",
    "PasswordField",
    "PaybackForm",
    "Postcode",
    "PostcodeField",
    "QueryForm",
    "RadiosField",
    "Range",
    "SelectField",
    "SubmitButton",
    "TelephoneField",
    "TextAreaField",
    "TextField",
    "TimeField",
    "UkPhone",
    "error_summary",
]
