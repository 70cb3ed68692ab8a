"""Files of a format, mutated: values, structure and bytes go wrong in every way we know of."""

import json
from collections.abc import Iterator
from copy import deepcopy
from random import Random
from typing import Any

ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 3.5, 10**9, 10**30, 1e308, float("nan"), float("inf"), "", " ",
    "0", "nan", "x" * 3000, "\u0000", "\ud83d", "é", [], [[]], {}, {"id": "x"}, [None], ["p1"],
    "2026-11-23", "2026-13-45", "2026-11-23T09:00", "2026-11-23T09:00Z", "9999-12-31T23:59",
    "0001-01-01", 1763888400,
)  # fmt: skip

ODD_BYTES = (b"\x00", b"\xff", b"\xef\xbb\xbf", b"{", b"}", b"[", b",", b'"', b"1e999", b"\\u")

Place = tuple[Any, Any]
"""A list or object of the file, and an index or key of it."""


def mutated(raw: dict[str, Any], seed: int) -> bytes:
    """Return a file with a few things changed; most stay JSON, and a third or so stay valid."""
    random = Random(seed)
    changed = deepcopy(raw)
    gently = random.random() < 0.5
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        _change(changed, random, gently)
    text = json.dumps(changed, ensure_ascii=random.random() < 0.5)
    content = text.encode("utf-8", errors="surrogatepass")
    return _spoilt(content, random) if not gently and random.random() < 0.2 else content


def _places(value: Any) -> Iterator[Place]:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(items):
        yield value, key
        if isinstance(inner, (dict, list)):
            yield from _places(inner)


def _change(changed: dict[str, Any], random: Random, gently: bool) -> None:
    places = list(_places(changed))
    if not places:
        return
    holder, key = random.choice(places)
    roughly = (_replace, _replace, _nudge, _nudge, _copy, _drop, _duplicate, _rename)
    random.choice((_nudge,) if gently else roughly)(holder, key, places, random)


def _replace(holder: Any, key: Any, _: list[Place], random: Random) -> None:
    holder[key] = deepcopy(random.choice(ODD_VALUES))


def _nudge(holder: Any, key: Any, _: list[Place], random: Random) -> None:
    """Change a value to another of its kind, which is often a valid file still."""
    value = holder[key]
    if isinstance(value, bool):
        holder[key] = not value
    elif isinstance(value, (int, float)):
        holder[key] = value + random.choice((-1, 1, 10, -400, 400)) * random.choice((1, 1, 0.1))
    elif isinstance(value, str) and value:
        at = random.randrange(len(value))
        holder[key] = value[:at] + random.choice("0123456789:-T") + value[at + 1 :]
    elif isinstance(value, list):
        random.shuffle(value)


def _copy(holder: Any, key: Any, places: list[Place], random: Random) -> None:
    other, its_key = random.choice(places)
    holder[key] = deepcopy(other[its_key])


def _drop(holder: Any, key: Any, _: list[Place], __: Random) -> None:
    del holder[key]


def _duplicate(holder: Any, key: Any, _: list[Place], __: Random) -> None:
    if isinstance(holder, list):
        holder.append(deepcopy(holder[key]))
    else:
        holder[f"{key} again"] = deepcopy(holder[key])


def _rename(holder: Any, key: Any, _: list[Place], random: Random) -> None:
    if isinstance(holder, dict):
        holder[random.choice(("id", "format", "Id", "", "people"))] = holder.pop(key)


def _spoilt(content: bytes, random: Random) -> bytes:
    at = random.randrange(len(content) + 1)
    odd = random.choice(ODD_BYTES)
    return random.choice(
        (
            content[:at],
            content[:at] + odd + content[at:],
            content[:at] + odd + content[at + len(odd) :],
            content[at:] + content[:at],
            content.decode("utf-8", errors="ignore").encode("utf-16"),
            b"[" * random.choice((10, 100_000)) + content,
            b"",
        )
    )
