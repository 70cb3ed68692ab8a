"""The base field: boxes in, one value out, no exception on odd input."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from wtforms import Field
from wtforms.utils import unset_value

from payback.core.forms.rendering import as_label, as_legend, caption, draw
from payback.core.forms.typed import BadInput, FormData, clean, inside, subject_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from markupsafe import Markup
    from wtforms.form import BaseForm

__all__ = ["BadInput", "BoxField", "FormData", "clean"]  # what a field of a feature needs

T = TypeVar("T")


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

    def in_words(self) -> Mapping[str, str]:
        """Return what was answered, as a reader would see it; several questions if it is long."""
        return {self.label.text: " ".join(text for text in self.typed.values() if text)}

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
