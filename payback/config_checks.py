"""What is wrong with settings, and what an operator should know of them, each as a sentence."""

from __future__ import annotations

import math
from collections import Counter
from difflib import get_close_matches
from itertools import pairwise
from typing import TYPE_CHECKING

from payback.config_values import (
    BROKERS,
    COUNTERS,
    can_hold_files,
    holds_certificates,
    is_database,
    is_mail_address,
    is_mail_server,
    is_server,
    is_web_address,
    is_web_root,
    reaches_nobody,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from payback.config import Config

MINIMUM_SECRET_LENGTH = 32
LEAST_BITS_A_CHARACTER = 2.8
MOST_REPEATED = 0.2
ALIKE = 0.85
"""From which likeness on a name may be a slip for another."""
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
    refused = (
        (
            config.log_level not in {"DEBUG", "INFO", "WARNING", "ERROR"},
            "Set PAYBACK_LOG_LEVEL to DEBUG, INFO, WARNING or ERROR.",
        ),
        (
            not is_web_root(config.base_url),
            "Set PAYBACK_BASE_URL to an address that begins with https:// or http:// and ends "
            "with the name, such as https://payback.example.org, without a path.",
        ),
        (
            not is_database(config.database_url),
            "Set DATABASE_URL to sqlite:/// and the path of a file, or to "
            "postgresql+psycopg://user:password@host:port/name.",
        ),
        (
            not can_hold_files(config.data_dir),
            "Set PAYBACK_DATA_DIR to a folder that can be written, or made.",
        ),
        (
            config.broker_url is not None and not is_server(config.broker_url, BROKERS),
            "Set PAYBACK_BROKER_URL to amqp://user:password@host:port// or "
            "redis://host:port/number, or leave it out.",
        ),
        (
            config.limiter_url != "memory://" and not is_server(config.limiter_url, COUNTERS),
            "Set PAYBACK_LIMITER_URL to memory:// or redis://host:port/number.",
        ),
        (
            not is_mail_address(config.operator_email),
            "Set PAYBACK_OPERATOR_EMAIL to an email address, such as team@example.org.",
        ),
    )
    return [sentence for wrong, sentence in refused if wrong] + mail_faults(config)


def mail_faults(config: Config) -> list[str]:
    """Return what mail cannot leave with."""
    refused = (
        (
            config.mail == "smtp" and not is_mail_server(config.smtp_url),
            "Set PAYBACK_SMTP_URL to smtp://user:password@host:port or smtps://…, because "
            "PAYBACK_MAIL is smtp.",
        ),
        (
            bool(config.smtp_ca_file) and not holds_certificates(config.smtp_ca_file),
            "Set PAYBACK_SMTP_CA_FILE to a file that holds the certificate of the authority (PEM) "
            "and can be read, or leave it out.",
        ),
        (
            not is_mail_address(config.mail_from),
            "Set PAYBACK_MAIL_FROM to an email address, such as payback@example.org.",
        ),
        (
            config.mail == "notify" and not (config.notify_key and config.notify_template),
            "Set PAYBACK_NOTIFY_KEY and PAYBACK_NOTIFY_TEMPLATE, because PAYBACK_MAIL is notify.",
        ),
        (
            bool(config.notify_url) and not is_web_address(config.notify_url),
            "Set PAYBACK_NOTIFY_URL to an https:// address, or leave it out.",
        ),
    )
    return [sentence for wrong, sentence in refused if wrong]


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
            config.base_url.startswith("http:"),
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
            config.notify_url.startswith("http:"),
            "Set PAYBACK_NOTIFY_URL to an https:// address, or leave it out.",
        ),
        (
            config.mail == "smtp" and reaches_nobody(config.mail_from),
            "Set PAYBACK_MAIL_FROM to the address that mail comes from.",
        ),
        (
            reaches_nobody(config.operator_email),
            "Set PAYBACK_OPERATOR_EMAIL to the address where people can write to you.",
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


def unknown_names(known: Collection[str], environ: Mapping[str, str]) -> list[str]:
    """Return a sentence for each variable that seems meant for the service and is none of its own.

    Parameters
    ----------
    known
        The names that the service reads.
    """
    told = []
    for name in sorted(set(environ) - set(known)):
        alike = get_close_matches(name.upper(), known, n=1, cutoff=ALIKE)
        if alike:
            told.append(f"{name} is set and read by nobody. {alike[0]} may be meant.")
        elif name.upper().startswith("PAYBACK_"):
            told.append(f"{name} is set and read by nobody: the service has no such variable.")
    return told


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
