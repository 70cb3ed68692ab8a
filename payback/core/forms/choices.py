"""Fields answered by choosing: radios, a drop-down, checkboxes and a single checkbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeVar

from markupsafe import Markup
from wtforms.validators import StopValidation

from payback.core.forms.base import BoxField
from payback.core.forms.rendering import draw
from payback.core.forms.typed import FormData, clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from wtforms.form import BaseForm

T = TypeVar("T")
_NOTHING = Markup(
    '<div class="govuk-form-group" id="{id}"><p class="govuk-label">{label}</p>'
    '<p class="govuk-hint">There is nothing to choose from yet.</p></div>'
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen.

    Parameters
    ----------
    value
        What is stored.
    label
        What is shown.
    hint
        Help under this choice.
    """

    value: str
    label: str
    hint: str = ""


class OfferField(BoxField[T]):
    """A question with a list of answers, which may be set later: ``form.area.choices = …``."""

    verb = "Select"
    marked: ClassVar[str] = "checked"

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Callable[..., object]] = (),
        *,
        choices: Iterable[Choice | tuple[str, str]] = (),
        **options: object,
    ) -> None:
        super().__init__(label, validators, **options)  # type: ignore[arg-type]  # WTForms' own options
        self.offer(choices)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What can be chosen."""
        return self._choices

    @choices.setter
    def choices(self, offered: Iterable[Choice | tuple[str, str]]) -> None:
        self.offer(offered)

    def offer(self, offered: Iterable[Choice | tuple[str, str]]) -> None:
        """Set what can be chosen, as `Choice` or as pairs of value and label."""
        self._choices = tuple(c if isinstance(c, Choice) else Choice(*c) for c in offered)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The chosen values."""
        raise NotImplementedError

    @property
    def chosen_labels(self) -> tuple[str, ...]:
        """The labels of what was chosen, in the list's order."""
        return tuple(choice.label for choice in self.choices if choice.value in self.chosen)

    def in_words(self) -> Mapping[str, str]:
        """Return the labels of what was chosen."""
        return {self.label.text: ", ".join(self.chosen_labels)}

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse a value that is not on offer."""
        del form
        if set(self.chosen) - {choice.value for choice in self.choices}:
            raise StopValidation(self.missing)

    def items(self, params: dict[str, object]) -> list[dict[str, object]]:
        """Return the choices for the component, with what each reveals when chosen."""
        reveal = params.pop("reveal", None)
        return [self._item(choice, reveal or {}) for choice in self.choices]  # type: ignore[arg-type]

    def offered(self, component: str, params: dict[str, object]) -> Markup:
        """Draw radios or checkboxes; without choices, say that there are none."""
        items = self.items(params)
        if not items:
            return _NOTHING.format(id=params["id"], label=self.label.text)
        del params["id"]
        return self.grouped(component, {"idPrefix": self.id, "items": items} | params)

    def _item(self, choice: Choice, reveal: Mapping[str, object]) -> dict[str, object]:
        item: dict[str, object] = {"value": choice.value, "text": choice.label}
        item[self.marked] = choice.value in self.chosen
        if choice.hint:
            item["hint"] = {"text": choice.hint}
        if choice.value in reveal:
            item["conditional"] = {"html": reveal[choice.value]}
        return item


class ChoiceField(OfferField[str]):
    """One value out of a list."""

    @property
    def chosen(self) -> tuple[str, ...]:
        """The chosen value, if there is one."""
        return () if self.data is None else (self.data,)

    def read(self, typed: Mapping[str, str]) -> str | None:
        """Return what was sent; whether it is on offer is checked later, when the list is set."""
        return typed[""] or None


class RadiosField(ChoiceField):
    """One of a few, all seen at once.

    In a template ``reveal={"other": form.other()}`` shows a further question under a choice, and
    ``inline=True`` sets the choices beside each other.
    """

    def draw(self, params: dict[str, object]) -> Markup:
        """Draw GOV.UK radios."""
        if params.pop("inline", False):
            params["classes"] = f"govuk-radios--inline {params.get('classes', '')}".strip()
        return self.offered("radios", params)


class SelectField(ChoiceField):
    """One of many, in a drop-down.

    Parameters
    ----------
    blank
        The first line, which stands for no answer; empty for none.
    """

    marked = "selected"

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Callable[..., object]] = (),
        *,
        choices: Iterable[Choice | tuple[str, str]] = (),
        blank: str = "Choose one",
        **options: object,
    ) -> None:
        super().__init__(label, validators, choices=choices, **options)
        self.blank = blank

    def draw(self, params: dict[str, object]) -> Markup:
        """Draw a GOV.UK select."""
        items = self.items(params)
        if self.blank:
            first: dict[str, object] = {"value": "", "text": self.blank}
            items = [first | {"selected": not self.data}, *items]
        return self.labelled("select", {"items": items} | params)


class CheckboxesField(OfferField[tuple[str, ...]]):
    """Any number out of a list; ``data`` is a tuple in the list's order, empty if none."""

    @property
    def chosen(self) -> tuple[str, ...]:
        """The chosen values."""
        return self.data or ()

    def take_value(self, data: object) -> None:
        """Show stored values."""
        many = data if isinstance(data, (list, tuple, set, frozenset)) else ()
        self.data = tuple(str(one) for one in many)

    def take_typed(self, formdata: FormData) -> None:
        """Take every value sent, each once."""
        sent = (clean(raw) for raw in formdata.getlist(self.name)[:1000])
        self.data = tuple(dict.fromkeys(text for text in sent if text))

    def is_empty(self) -> bool:
        """Return whether nothing was ticked."""
        return not self.data

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse a value that is not on offer; keep the list's order."""
        super().pre_validate(form)
        self.data = tuple(c.value for c in self.choices if c.value in self.chosen)

    def draw(self, params: dict[str, object]) -> Markup:
        """Draw GOV.UK checkboxes."""
        return self.offered("checkboxes", params)


class CheckboxField(BoxField[bool]):
    """A single box to tick; ``data`` is true or false.

    Parameters
    ----------
    must
        Whether it has to be ticked; then ``missing`` should say what to confirm.
    """

    verb = "Confirm"

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Callable[..., object]] = (),
        *,
        must: bool = False,
        **options: object,
    ) -> None:
        options["required"] = must
        super().__init__(label, validators, **options)  # type: ignore[arg-type]  # WTForms' own options

    def take_value(self, data: object) -> None:
        """Show a stored answer."""
        self.data = bool(data)

    def take_typed(self, formdata: FormData) -> None:
        """Take a tick; any value sent is one."""
        self.data = any(clean(raw) for raw in formdata.getlist(self.name))

    def is_empty(self) -> bool:
        """Return whether the box is not ticked."""
        return not self.data

    def in_words(self) -> Mapping[str, str]:
        """Return yes or no."""
        return {self.label.text: "Yes" if self.data else "No"}

    def draw(self, params: dict[str, object]) -> Markup:
        """Draw a GOV.UK checkbox with the question as its label."""
        shown = params.pop("caption")
        text = shown["text"] if isinstance(shown, dict) else self.label.text
        params.pop("id")
        item: dict[str, object] = {"value": "y", "text": text, "checked": bool(self.data)}
        if hint := params.pop("hint", None):
            item["hint"] = hint
        return draw("checkboxes", {"idPrefix": self.id, "items": [item]} | params)
