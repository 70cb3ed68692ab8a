"""The base form and the base field: boxes in, one value out, no exception on odd input."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, ClassVar, Generic, Protocol, TypeVar

from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import Field
from wtforms.i18n import DummyTranslations
from wtforms.utils import unset_value

from payback.core.forms.rendering import as_label, as_legend, caption, draw

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from wtforms.form import BaseForm

T = TypeVar("T")

_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff]")
_ASKING = frozenset(
    ("are", "can", "could", "did", "do", "does", "has", "have", "how", "is", "may", "what", "when")
) | {"where", "which", "who", "whose", "why", "will"}
_BELONGING = frozenset(
    ("a", "an", "any", "another", "each", "our", "the", "their", "these", "this", "those", "your")
)
LONGEST_TYPED = 100_000
"""Characters of one box that are read at all; the rest of a larger text is dropped."""


class FormData(Protocol):
    """What WTForms hands a field: a dictionary that may hold several values a name."""

    def __contains__(self, name: object, /) -> bool: ...

    def getlist(self, name: str, /) -> list[object]:
        """Return every value sent under a name."""


class BadInput(ValueError):
    """What was typed cannot be read; carries the sentence to show and the boxes at fault.

    Parameters
    ----------
    sentence
        What to tell the person, in GOV.UK style.
    boxes
        Suffixes of the boxes at fault; empty for all boxes of the field.
    """

    def __init__(self, sentence: str, *boxes: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.boxes = boxes


def clean(raw: object) -> str:
    """Return typed text without control characters, with plain line ends and outer space gone."""
    if not isinstance(raw, str):
        return ""
    text = _UNWANTED.sub("", raw[:LONGEST_TYPED].replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", text).strip()


def inside(label: str) -> str:
    """Return a label as it reads inside a sentence.

    "Start time" becomes "the start time", "Your name" becomes "your name"; a label that is a
    question becomes "an answer", because nothing better can be made of it.
    """
    first, _, _ = label.partition(" ")
    if first.lower() in _ASKING or label.endswith("?"):
        return "an answer"
    plain = label if label[:2].isupper() else label[:1].lower() + label[1:]
    return plain if first.lower() in _BELONGING else f"the {plain}"


def subject_of(what: str) -> str:
    """Return an answer's name as it begins a sentence: "an email address" gives "Email address"."""
    first, _, rest = what.partition(" ")
    name = rest if first in ("a", "an", "the") and rest else what
    return name[:1].upper() + name[1:]


class BoxField(Field, Generic[T]):
    """A question answered in one or several boxes.

    A subclass says how typed text becomes a value (``read``) and back (``write``), and draws itself
    (``draw``). ``boxes`` are the suffixes of its input names; ``""`` is a single box.

    Parameters
    ----------
    label
        The question as shown.
    validators
        Run only on an answer that could be read and is not empty.
    what
        The answer as it reads after "Enter" or "Select" ("an email address", "your name"); taken
        from the label if not given. Give it wherever the label is a question.
    required
        Whether an empty answer is refused.
    missing
        The sentence for an empty answer, if "Enter …" does not fit.
    hint
        Help shown under the question.
    autocomplete
        The browser's name for this information, so that it can be filled in.
    """

    boxes: ClassVar[tuple[str, ...]] = ("",)
    validation_attrs: ClassVar[tuple[str, ...]] = ()
    verb: ClassVar[str] = "Enter"

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Callable[..., object]] = (),
        *,
        what: str = "",
        required: bool = True,
        missing: str = "",
        hint: str = "",
        autocomplete: str = "",
        **options: object,
    ) -> None:
        # WTForms passes its own binding arguments (_form, _prefix, _meta…) through `options`.
        super().__init__(label, list(validators), **options)  # type: ignore[arg-type]
        self.what = what or inside(self.label.text)
        self.subject = subject_of(self.what)
        self.required = required
        self.missing = missing or f"{self.verb} {self.what}"
        self.hint = hint
        self.autocomplete = autocomplete
        self.typed: dict[str, str] = dict.fromkeys(self.boxes, "")
        self.bad: tuple[str, ...] = ()
        self.data: T | None = None

    # -- what a subclass provides -------------------------------------------------------------

    def read(self, typed: Mapping[str, str]) -> T | None:
        """Turn what was typed into a value; raise `BadInput` if that cannot be done."""
        raise NotImplementedError

    def write(self, value: T) -> Mapping[str, str]:
        """Turn a value into what would have been typed."""
        return {self.boxes[0]: str(value)}

    def draw(self, params: dict[str, object]) -> Markup:
        """Draw the field as HTML from the parameters of its GOV.UK component."""
        raise NotImplementedError

    # -- for views and templates --------------------------------------------------------------

    @property
    def value(self) -> T:
        """The answer after a successful validation; for a required field it always exists."""
        if self.data is None:
            message = f"{self.name} has no answer"
            raise LookupError(message)
        return self.data

    @property
    def focus_id(self) -> str:
        """The id of the first box to put right."""
        return self.box_id(self.bad[0] if self.bad else self.boxes[0])

    def box_id(self, box: str) -> str:
        """Return the id of one box."""
        return f"{self.id}{box}"

    def is_empty(self) -> bool:
        """Return whether nothing was answered."""
        return not any(self.typed.values())

    def fail(self, sentence: str, *boxes: str) -> None:
        """Mark the field as wrong; without boxes, all of them are."""
        self.errors = [*self.errors, sentence]
        self.bad = boxes or self.boxes

    def widget(self, field: Field, **shortcuts: object) -> Markup:  # type: ignore[override]
        """Draw the field; WTForms calls this for ``{{ form.field(…) }}``."""
        del field
        return self.draw(self.params(shortcuts))

    # -- the life of an answer ----------------------------------------------------------------

    def process(
        self,
        formdata: FormData | None,
        data: object = unset_value,
        extra_filters: object = None,
    ) -> None:
        """Take the stored value, then what was typed, without ever raising."""
        del extra_filters
        self.errors, self.process_errors, self.bad = [], [], ()
        if data is unset_value:
            data = self.default() if callable(self.default) else self.default
        self.object_data = data
        self.take_value(data)
        if formdata is None or (self._absent_means_default and not self.was_sent(formdata)):
            return
        self.raw_data = formdata.getlist(self.name)
        self.take_typed(formdata)

    @property
    def _absent_means_default(self) -> bool:
        return bool(getattr(self.meta, "absent_means_default", False))

    def was_sent(self, formdata: FormData) -> bool:
        """Return whether any box of this field is in the request."""
        return any(self.name + box in formdata for box in self.boxes)

    def take_value(self, data: object) -> None:
        """Show a value that is already known."""
        self.data = data  # type: ignore[assignment]  # the form's author gives the right type
        blank = dict.fromkeys(self.boxes, "")
        self.typed = blank if self.data is None else {**blank, **self.write(self.data)}

    def take_typed(self, formdata: FormData) -> None:
        """Take what was typed; remember the sentence if it cannot be read."""
        self.typed = {
            box: clean(next(iter(formdata.getlist(self.name + box)), "")) for box in self.boxes
        }
        self.interpret()

    def interpret(self) -> None:
        """Read the typed text into ``data``."""
        self.data = None
        try:
            self.data = self.read(self.typed)
        except BadInput as bad:
            self.process_errors = [bad.sentence]
            self.bad = bad.boxes or self.boxes

    def validate(
        self, form: BaseForm, extra_validators: Sequence[Callable[..., object]] = ()
    ) -> bool:
        """Check the answer: readable, present if required, then the validators in turn."""
        self.errors = list(self.process_errors)
        if self.errors:
            return False
        if self.is_empty():
            if self.required:
                self.fail(self.missing)
            return not self.required
        if not super().validate(form, list(extra_validators)):
            self.errors = self.errors[:1]
            self.bad = self.bad or self.boxes
        return not self.errors

    # -- drawing ------------------------------------------------------------------------------

    def params(self, shortcuts: Mapping[str, object]) -> dict[str, object]:
        """Return the GOV.UK parameters shared by every component, with a template's own on top.

        Shortcuts a template may give: ``label`` (another wording), ``size``, ``heading``, ``hint``,
        ``width`` (characters), and any parameter of the component itself.
        """
        own = dict(shortcuts)
        params: dict[str, object] = {
            "id": self.id,
            "name": self.name,
            "caption": caption(
                str(own.pop("label", self.label.text)),
                size=str(own.pop("size", "")),
                heading=bool(own.pop("heading", False)),
            ),
        }
        if hint := own.pop("hint", self.hint):
            params["hint"] = hint if isinstance(hint, dict) else {"text": hint}
        if self.errors:
            params["errorMessage"] = {"text": self.errors[0]}
        if width := own.pop("width", None):
            own["classes"] = f"govuk-input--width-{width} {own.get('classes', '')}".strip()
        if self.autocomplete:
            params["autocomplete"] = self.autocomplete
        return params | own

    def labelled(self, component: str, params: dict[str, object]) -> Markup:
        """Draw a component that has one box and so a label."""
        parts = params.pop("caption")
        return draw(component, {"label": as_label(parts), **params})  # type: ignore[arg-type]

    def grouped(self, component: str, params: dict[str, object]) -> Markup:
        """Draw a component that has several boxes and so a fieldset with a legend."""
        parts = params.pop("caption")
        fieldset = {"legend": as_legend(parts)}  # type: ignore[arg-type]
        return draw(component, {"fieldset": fieldset, **params})


class PaybackForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form with an error summary and room for errors that belong to no field.

    ``boxes()`` walks its own fields; ``form_errors`` are sentences about the whole form.
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # Flask-WTF ships no types
        """Read every submitted request, even an empty one, as an answer."""

        absent_means_default = False

        def get_translations(self, form: BaseForm) -> DummyTranslations:
            """Return none: every sentence is ours."""
            del form
            return DummyTranslations()

        def wrap_formdata(self, form: BaseForm, formdata: object) -> object:
            """Return the submitted data, an empty one for an empty submission."""
            found = super().wrap_formdata(form, formdata)
            return MultiDict() if found is None and form.is_submitted() else found  # type: ignore[attr-defined]

    def questions(self) -> Iterator[Field]:
        """Walk the fields in the order they are declared, without the CSRF token."""
        return (field for field in self if field.name != "csrf_token")

    def add_error(self, field_name: str | None, sentence: str) -> None:
        """Show a sentence at a field, or at the top if there is no such field.

        This is how a view shows a `RuleBroken` of a service:
        ``form.add_error(broken.field, broken.sentence)``.
        """
        field = self._fields.get(field_name or "")
        if isinstance(field, BoxField):
            field.fail(sentence)
        else:
            self.form_errors.append(sentence)


class QueryForm(PaybackForm):
    """A form that filters a page by its query string: no token, absent boxes keep their default.

    Use as ``form = FilterForm(request.args)``; ``form.validate()`` tells whether it can be used.
    """

    class Meta(PaybackForm.Meta):
        """No CSRF token: nothing changes."""

        csrf = False
        absent_means_default = True


def error_summary(form: PaybackForm) -> Markup:
    """Draw the error summary of a form, each line linked to the first box to put right."""
    lines: list[dict[str, str]] = [{"text": str(sentence)} for sentence in form.form_errors]
    for field in form:
        if field.errors:
            target = field.focus_id if isinstance(field, BoxField) else ""
            line = {"text": str(field.errors[0])}
            lines.append(line | {"href": f"#{target}"} if target else line)
    if not lines:
        return Markup()
    return draw("error-summary", {"titleText": "There is a problem", "errorList": lines})
