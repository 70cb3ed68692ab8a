"""Settings, read once from environment variables into one frozen object.

Nothing else in the service reads the environment. Every variable is listed in
``VARIABLES`` with one sentence, which ``payback check-config`` prints.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from payback.config_checks import MINIMUM_SECRET_LENGTH, production_faults, value_faults

if TYPE_CHECKING:
    from collections.abc import Mapping

E = TypeVar("E", bound=StrEnum)
PACKAGE_DIR = Path(__file__).resolve().parent

VARIABLES = {
    "PAYBACK_MODE": "demonstration (default), production or test",
    "PAYBACK_SECRET_KEY": f"at least {MINIMUM_SECRET_LENGTH} random characters; signs sessions",
    "PAYBACK_BASE_URL": "the address that people use, such as https://payback.example.org",
    "PAYBACK_DATA_DIR": "folder for the embedded database, photographs, mail files and broker",
    "DATABASE_URL": "sqlite:///… (default, in the data folder) or postgresql+psycopg://…",
    "PAYBACK_BROKER_URL": "amqp://… or redis://…; without it a broker in the data folder",
    "PAYBACK_LIMITER_URL": "memory:// (default) or redis://… to count sign-ins over all machines",
    "PAYBACK_MAIL": "files (default), smtp or notify",
    "PAYBACK_SMTP_URL": "smtp://user:password@host:port (STARTTLS) or smtps://…",
    "PAYBACK_SMTP_CA_FILE": "the authority of the mail server's certificate, if not a public one",
    "PAYBACK_SMTP_WITHOUT_TLS": "yes or no; yes sends mail unprotected, which production refuses",
    "PAYBACK_MAIL_FROM": "the address that mail comes from",
    "PAYBACK_NOTIFY_KEY": "GOV.UK Notify API key",
    "PAYBACK_NOTIFY_TEMPLATE": "GOV.UK Notify template with the fields subject and body",
    "PAYBACK_NOTIFY_URL": "GOV.UK Notify address, when it is not the usual one",
    "PAYBACK_TRUSTED_PROXIES": "number of proxies in front that set X-Forwarded-For (0)",
    "PAYBACK_SECURE_COOKIES": "yes or no; yes is required in production",
    "PAYBACK_DEBUG": "yes or no; refused in production",
    "PAYBACK_OPERATOR_NAME": "who runs the service, shown in the footer and notices",
    "PAYBACK_OPERATOR_EMAIL": "where people can write to",
    "PAYBACK_OPERATOR_PHONE": "where people can call",
    "PAYBACK_LOG_LEVEL": "INFO (default), WARNING, DEBUG",
}


class ConfigError(Exception):
    """A setting that the service refuses to start with.

    Parameters
    ----------
    faults
        One sentence for each setting that must change, saying what to set.
    """

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Mode(StrEnum):
    """What the process is run for."""

    DEMONSTRATION = "demonstration"
    PRODUCTION = "production"
    TEST = "test"


class MailBackend(StrEnum):
    """How mail leaves the service."""

    FILES = "files"
    SMTP = "smtp"
    NOTIFY = "notify"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Every setting of one process."""

    mode: Mode
    secret_key: str
    base_url: str
    data_dir: Path
    database_url: str
    broker_url: str | None
    limiter_url: str
    mail: MailBackend
    smtp_url: str
    smtp_ca_file: str
    smtp_without_tls: bool
    mail_from: str
    notify_key: str
    notify_template: str
    notify_url: str
    trusted_proxies: int
    secure_cookies: bool
    debug: bool
    operator_name: str
    operator_email: str
    operator_phone: str
    log_level: str

    @property
    def demonstration(self) -> bool:
        """Whether demonstration data and accounts may exist."""
        return self.mode is not Mode.PRODUCTION

    @property
    def templates_dir(self) -> Path:
        """Where page templates are, in a checkout or an installed package."""
        return resource_folder("templates")

    @property
    def static_dir(self) -> Path:
        """Where static files are, in a checkout or an installed package."""
        return resource_folder("static")

    @property
    def migrations_dir(self) -> Path:
        """Where the database migrations are, in a checkout or an installed package."""
        return resource_folder("migrations")


def resource_folder(name: str) -> Path:
    """Return a folder of the service's own files, in a checkout or an installed package."""
    packaged = PACKAGE_DIR / "resources" / name
    return packaged if packaged.is_dir() else PACKAGE_DIR.parent / name


def load_config(environ: Mapping[str, str]) -> Config:
    """Read the settings and refuse unsafe ones.

    Parameters
    ----------
    environ
        The environment variables; see ``VARIABLES``.

    Raises
    ------
    ConfigError
        With a sentence for every setting that is wrong or unsafe.
    """
    faults: list[str] = []
    mode = _choice(environ, "PAYBACK_MODE", Mode, Mode.DEMONSTRATION, faults)
    data_dir = Path(environ.get("PAYBACK_DATA_DIR") or "var").resolve()
    config = Config(
        mode=mode,
        secret_key=environ.get("PAYBACK_SECRET_KEY", ""),
        base_url=environ.get("PAYBACK_BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
        data_dir=data_dir,
        database_url=environ.get("DATABASE_URL") or f"sqlite:///{data_dir / 'payback.sqlite'}",
        broker_url=environ.get("PAYBACK_BROKER_URL") or None,
        limiter_url=environ.get("PAYBACK_LIMITER_URL") or "memory://",
        mail=_choice(environ, "PAYBACK_MAIL", MailBackend, MailBackend.FILES, faults),
        smtp_url=environ.get("PAYBACK_SMTP_URL", ""),
        smtp_ca_file=environ.get("PAYBACK_SMTP_CA_FILE", ""),
        smtp_without_tls=_yes_or_no(environ, "PAYBACK_SMTP_WITHOUT_TLS", False, faults),
        mail_from=environ.get("PAYBACK_MAIL_FROM", "community-payback@localhost.invalid"),
        notify_key=environ.get("PAYBACK_NOTIFY_KEY", ""),
        notify_template=environ.get("PAYBACK_NOTIFY_TEMPLATE", ""),
        notify_url=environ.get("PAYBACK_NOTIFY_URL", ""),
        trusted_proxies=_whole_number(environ, "PAYBACK_TRUSTED_PROXIES", 0, faults),
        secure_cookies=_yes_or_no(
            environ, "PAYBACK_SECURE_COOKIES", mode is Mode.PRODUCTION, faults
        ),
        debug=_yes_or_no(environ, "PAYBACK_DEBUG", False, faults),
        operator_name=environ.get("PAYBACK_OPERATOR_NAME", "The Community Payback team"),
        operator_email=environ.get("PAYBACK_OPERATOR_EMAIL", "team@localhost.invalid"),
        operator_phone=environ.get("PAYBACK_OPERATOR_PHONE", ""),
        log_level=environ.get("PAYBACK_LOG_LEVEL", "INFO").upper(),
    )
    faults += value_faults(config)
    if mode is Mode.PRODUCTION:
        faults += production_faults(config, environ)
    if faults:
        raise ConfigError(faults)
    return config


def with_secret_key(config: Config) -> Config:
    """Give a demonstration its own random secret key, kept in the data folder.

    A production configuration is returned as it is: ``load_config`` has refused it
    without a key.
    """
    if config.secret_key:
        return config
    path = config.data_dir / "secret-key"
    config.data_dir.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return replace(config, secret_key=path.read_text().strip())


def _choice(
    environ: Mapping[str, str], name: str, kind: type[E], default: E, faults: list[str]
) -> E:
    value = environ.get(name) or default.value
    try:
        return kind(value)
    except ValueError:
        faults.append(f"Set {name} to one of: {', '.join(kind)}. It is “{value}”.")
        return default


def _yes_or_no(environ: Mapping[str, str], name: str, default: bool, faults: list[str]) -> bool:
    value = environ.get(name, "").lower()
    if value in {"", "yes", "no"}:
        return default if value == "" else value == "yes"
    faults.append(f"Set {name} to yes or no. It is “{value}”.")
    return default


def _whole_number(environ: Mapping[str, str], name: str, default: int, faults: list[str]) -> int:
    value = environ.get(name) or str(default)
    if value.isascii() and value.isdigit() and len(value) <= 3:
        return int(value)
    faults.append(f"Set {name} to a whole number from 0 to 999. It is “{value}”.")
    return default
