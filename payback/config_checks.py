"""What is wrong with settings, and what an operator should know of them, each as a sentence."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from payback.config import Config

MINIMUM_SECRET_LENGTH = 32
LEAST_BITS_A_CHARACTER = 2.8
MOST_REPEATED = 0.2
EXPLICIT = {
    "DATABASE_URL": "the database to use",
    "PAYBACK_LIMITER_URL": (
        "redis://… so that sign-in attempts are counted over all web processes, or to memory:// if "
        "there is only one"
    ),
    "PAYBACK_TRUSTED_PROXIES": (
        "the number of proxies in front (1 with one nginx), so that each person is told apart by "
        "their own address, or to 0 if there is none"
    ),
}
"""What production has no default for, and what to set it to."""


def value_faults(config: Config) -> list[str]:
    """Return what no process can work with."""
    faults = []
    if config.log_level not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        faults.append("Set PAYBACK_LOG_LEVEL to DEBUG, INFO, WARNING or ERROR.")
    if urlsplit(config.base_url).scheme not in {"http", "https"}:
        faults.append("Set PAYBACK_BASE_URL to an address that begins with https:// or http://.")
    if not config.database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
        faults.append("Set DATABASE_URL to sqlite:///… or postgresql+psycopg://….")
    return faults + mail_faults(config)


def mail_faults(config: Config) -> list[str]:
    """Return what mail cannot leave with."""
    faults = []
    if config.mail == "smtp" and not _is_mail_server(config.smtp_url):
        faults.append(
            "Set PAYBACK_SMTP_URL to smtp://user:password@host:port or smtps://…, because "
            "PAYBACK_MAIL is smtp."
        )
    if config.smtp_ca_file and not Path(config.smtp_ca_file).is_file():
        faults.append("Set PAYBACK_SMTP_CA_FILE to a file that can be read, or leave it out.")
    if config.mail == "notify" and not (config.notify_key and config.notify_template):
        faults.append(
            "Set PAYBACK_NOTIFY_KEY and PAYBACK_NOTIFY_TEMPLATE, because PAYBACK_MAIL is notify."
        )
    return faults


def production_faults(config: Config, environ: Mapping[str, str]) -> list[str]:
    """Return what production refuses to start with."""
    refused = (
        (
            len(config.secret_key) < MINIMUM_SECRET_LENGTH,
            f"Set PAYBACK_SECRET_KEY to at least {MINIMUM_SECRET_LENGTH} random characters.",
        ),
        (
            bool(config.secret_key) and is_guessable(config.secret_key),
            "Set PAYBACK_SECRET_KEY to random characters, such as “payback new-secret” prints: "
            "it repeats itself.",
        ),
        (config.debug, "Set PAYBACK_DEBUG to no: production never runs with debug on."),
        (
            not config.secure_cookies,
            "Set PAYBACK_SECURE_COOKIES to yes: cookies must not travel in plain HTTP.",
        ),
        (
            urlsplit(config.base_url).scheme != "https",
            "Set PAYBACK_BASE_URL to the https:// address that people use.",
        ),
        (
            config.mail == "files",
            "Set PAYBACK_MAIL to smtp or notify: mail that is written to files reaches nobody.",
        ),
        (
            config.smtp_without_tls,
            "Set PAYBACK_SMTP_WITHOUT_TLS to no: mail must not travel unprotected.",
        ),
        (
            bool(config.notify_url) and urlsplit(config.notify_url).scheme != "https",
            "Set PAYBACK_NOTIFY_URL to an https:// address, or leave it out.",
        ),
    )
    unset = (f"Set {name} to {what}." for name, what in EXPLICIT.items() if not environ.get(name))
    return [*(sentence for wrong, sentence in refused if wrong), *unset]


def notes(config: Config) -> list[str]:
    """Return what may be right, but only for some installations: ``check-config`` says it."""
    if config.mode != "production":
        return []
    weighed = (
        (
            config.limiter_url.startswith("memory:"),
            "PAYBACK_LIMITER_URL is memory://: right for a single web process. With more, each "
            "counts for itself, and guessing passwords gets easier.",
        ),
        (
            config.trusted_proxies == 0,
            "PAYBACK_TRUSTED_PROXIES is 0: right if browsers connect to this process itself. "
            "Behind a proxy everybody would share its address, and its limits.",
        ),
        (
            config.database_url.startswith("sqlite"),
            "DATABASE_URL is SQLite: right for one machine and a small office.",
        ),
    )
    return [sentence for applies, sentence in weighed if applies]


def is_guessable(key: str) -> bool:
    """Return whether a key has too little surprise in it: few letters, repetitions, a run."""
    steps = [ord(b) - ord(a) for a, b in pairwise(key)]
    return (
        _bits_a_character(key) < LEAST_BITS_A_CHARACTER
        or _repeated(key) > MOST_REPEATED
        or _repeated(steps) > MOST_REPEATED
    )


def _bits_a_character(key: str) -> float:
    shares = [count / len(key) for count in Counter(key).values()]
    return -sum(share * math.log2(share) for share in shares)


def _repeated(text: Sequence[object]) -> float:
    """Return the share of three neighbours that have stood in the text before."""
    threes = [tuple(text[at : at + 3]) for at in range(len(text) - 2)]
    return 1 - len(set(threes)) / len(threes) if threes else 1.0


def _is_mail_server(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"smtp", "smtps"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
