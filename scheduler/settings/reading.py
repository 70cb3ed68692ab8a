"""Settings changed by name, from a mapping such as a TOML file or a command line gives."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace

from scheduler.settings.settings import USUAL, Settings


class SettingsInvalid(ValueError):
    """Names or values that are no settings; `faults` has a sentence for each."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__(" ".join(faults))


def changed(changes: Mapping[str, object], settings: Settings = USUAL) -> Settings:
    """Return settings with some of them changed.

    Parameters
    ----------
    changes
        Groups by name, each with values by name: `{"pieces": {"used": False}}`. A list stands
        for several numbers.
    settings
        What is changed.

    Raises
    ------
    SettingsInvalid
        If a name is unknown, or a value is of another kind than the usual one or below zero.
    """
    faults = tuple(_faults(changes, settings))
    if faults:
        raise SettingsInvalid(faults)
    groups = {
        name: replace(getattr(settings, name), **{k: _typed(v) for k, v in values.items()})
        for name, values in changes.items()
        if isinstance(values, Mapping)
    }
    return replace(settings, **groups)


def _faults(changes: Mapping[str, object], settings: Settings) -> Iterator[str]:
    known = {group.name for group in fields(settings)}
    for name, values in changes.items():
        if name not in known or not isinstance(values, Mapping):
            yield f'There is no group of settings "{name}"; there are {", ".join(sorted(known))}.'
            continue
        group = getattr(settings, name)
        names = {one.name for one in fields(group)}
        for key, value in values.items():
            if key not in names:
                yield f'There is no setting "{name}.{key}"; there are {", ".join(sorted(names))}.'
            elif not _suits(value, getattr(group, key)):
                usual = getattr(group, key)
                yield f"{name}.{key} cannot be {value!r}; its usual value is {usual!r}."


def _suits(value: object, usual: object) -> bool:
    """Whether a value is of the same kind as the usual one, and not below what makes sense."""
    if isinstance(usual, bool):
        return isinstance(value, bool)
    if isinstance(usual, tuple):
        return isinstance(value, list | tuple) and all(_suits(one, 0.0) for one in value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    may_be_negative = isinstance(usual, float) and usual < 0
    whole = isinstance(usual, float) or isinstance(value, int)
    return whole and (may_be_negative or value >= 0) and abs(value) < float("inf")


def _typed(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value
