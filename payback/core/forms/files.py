"""Fields for files. What a file holds is checked by the feature that stores it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.datastructures import FileStorage
from wtforms.validators import StopValidation

from payback.core.forms.base import BoxField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from markupsafe import Markup
    from wtforms.form import BaseForm

    from payback.core.forms.typed import FormData


def size_of(upload: FileStorage) -> int:
    """Return the size of an upload in bytes and leave it at its start."""
    upload.stream.seek(0, 2)
    size = upload.stream.tell()
    upload.stream.seek(0)
    return size


class MultipleFileField(BoxField[tuple[FileStorage, ...]]):
    """Any number of files.

    Parameters
    ----------
    endings
        The endings of file names that are accepted, such as ``("jpg", "png")``; empty for any.
    most_files
        The most files at once.
    most_megabytes
        The largest size of one file.
    """

    verb = "Select"
    many = True

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Callable[..., object]] = (),
        *,
        endings: Sequence[str] = (),
        most_files: int = 10,
        most_megabytes: int = 10,
        **options: object,
    ) -> None:
        super().__init__(label, validators, **options)  # type: ignore[arg-type]  # WTForms' own options
        self.endings = tuple(ending.lower().lstrip(".") for ending in endings)
        self.most_files = most_files
        self.most_megabytes = most_megabytes

    def take_value(self, data: object) -> None:
        """Show nothing: a browser cannot be given a file."""
        del data
        self.data = ()

    def take_typed(self, formdata: FormData) -> None:
        """Take the files that were chosen; text under the same name is ignored."""
        sent = formdata.getlist(self.name)
        self.data = tuple(f for f in sent if isinstance(f, FileStorage) and f.filename)

    def is_empty(self) -> bool:
        """Return whether no file was chosen."""
        return not self.data

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse too many, too large, empty and wrongly named files."""
        del form
        files = self.data or ()
        if len(files) > self.most_files:
            most = f"{self.most_files} file{'' if self.most_files == 1 else 's'}"
            raise StopValidation(f"You can only select up to {most} at the same time")
        for sentence in map(self._fault, files):
            if sentence:
                raise StopValidation(sentence)

    def _fault(self, upload: FileStorage) -> str:
        name = upload.filename or ""
        if self.endings and name.rpartition(".")[2].lower() not in self.endings:
            return f"The selected file must be a {_listed(self.endings)}"
        size = size_of(upload)
        if size == 0:
            return "The selected file is empty"
        if size > self.most_megabytes * 1024 * 1024:
            return f"The selected file must be smaller than {self.most_megabytes}MB"
        return ""

    def draw(self, params: dict[str, object]) -> Markup:
        """Draw GOV.UK's file upload, which works without script."""
        own: dict[str, object] = {"multiple": self.many}
        if self.endings:
            own["attributes"] = {"accept": ",".join(f".{ending}" for ending in self.endings)}
        return self.labelled("file-upload", own | params)


class FileField(MultipleFileField):
    """One file; ``file`` is the upload or nothing."""

    many = False

    def __init__(self, label: str | None = None, *args: object, **options: object) -> None:
        options["most_files"] = 1
        super().__init__(label, *args, **options)  # type: ignore[arg-type]  # handed on

    @property
    def file(self) -> FileStorage | None:
        """The upload, if one was chosen."""
        return next(iter(self.data or ()), None)


def _listed(endings: Sequence[str]) -> str:
    names = [ending.upper() for ending in endings]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
