"""Settings: defaults that work, and unsafe ones that refuse to start."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

import certifi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from payback.config import (
    VARIABLES,
    ConfigError,
    MailBackend,
    Mode,
    load_config,
    with_secret_key,
)
from payback.config_checks import is_guessable, notes, unknown_names

if TYPE_CHECKING:
    from pathlib import Path

SAFE = {
    "PAYBACK_MODE": "production",
    "PAYBACK_SECRET_KEY": "kI9-2fQx7Lr0Zt4_Bn6Vw8Yp1Hs3Jd5Mc",
    "PAYBACK_BASE_URL": "https://payback.example.org",
    "DATABASE_URL": "postgresql+psycopg://payback@127.0.0.1/payback",
    "PAYBACK_LIMITER_URL": "redis://127.0.0.1:6379/1",
    "PAYBACK_TRUSTED_PROXIES": "1",
    "PAYBACK_MAIL": "smtp",
    "PAYBACK_SMTP_URL": "smtp://payback:password@mail.example.org:587",
    "PAYBACK_MAIL_FROM": "Community Payback <payback@example.org>",
    "PAYBACK_OPERATOR_EMAIL": "team@example.org",
}


def faults_of(**changes: str) -> str:
    with pytest.raises(ConfigError) as error:
        load_config({**SAFE, **changes})
    return str(error.value)


def test_nothing_set_gives_a_demonstration_with_an_embedded_database(tmp_path: Path) -> None:
    config = load_config({"PAYBACK_DATA_DIR": str(tmp_path)})
    assert config.mode is Mode.DEMONSTRATION
    assert config.database_url == f"sqlite:///{tmp_path / 'payback.sqlite'}"
    assert config.mail is MailBackend.FILES
    assert config.broker_url is None


def test_a_safe_production_configuration_is_accepted() -> None:
    config = load_config(SAFE)
    assert config.secure_cookies
    assert not config.demonstration


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PAYBACK_SECRET_KEY", ""),
        ("PAYBACK_SECRET_KEY", "changeme"),
        ("PAYBACK_SECRET_KEY", "a" * 40),
        ("PAYBACK_SECRET_KEY", "abcdefgh" * 4),
        ("PAYBACK_SECRET_KEY", "abcdefgh" * 8),
        ("PAYBACK_SECRET_KEY", "changeme" * 4),
        ("PAYBACK_SECRET_KEY", "abcdefghijklmnopqrstuvwxyz0123456789"),
        ("PAYBACK_MAIL", "files"),
        ("PAYBACK_SMTP_URL", "mail.example.org"),
        ("PAYBACK_SMTP_URL", "http://mail.example.org"),
        ("PAYBACK_SMTP_CA_FILE", "/nowhere/authority.pem"),
        ("PAYBACK_SMTP_WITHOUT_TLS", "yes"),
        ("PAYBACK_SMTP_WITHOUT_TLS", "perhaps"),
        ("PAYBACK_NOTIFY_URL", "http://notify.example.org"),
        ("PAYBACK_LIMITER_URL", ""),
        ("PAYBACK_TRUSTED_PROXIES", ""),
        ("PAYBACK_DEBUG", "yes"),
        ("PAYBACK_SECURE_COOKIES", "no"),
        ("PAYBACK_BASE_URL", "http://payback.example.org"),
        ("DATABASE_URL", ""),
        ("DATABASE_URL", "mysql://somewhere"),
        ("PAYBACK_MODE", "live"),
        ("PAYBACK_MAIL", "pigeon"),
        ("PAYBACK_SECURE_COOKIES", "maybe"),
        ("PAYBACK_TRUSTED_PROXIES", "-1"),
        ("PAYBACK_LOG_LEVEL", "LOUD"),
        ("PAYBACK_BASE_URL", "payback.example.org"),
        ("PAYBACK_BASE_URL", "https://"),
        ("PAYBACK_BASE_URL", "https://payback.example.org/team"),
        ("PAYBACK_BASE_URL", "https://payback.example.org?a=b"),
        ("PAYBACK_BASE_URL", "https://payback.example.org:many"),
        ("PAYBACK_LIMITER_URL", "nonsense://x"),
        ("PAYBACK_LIMITER_URL", "memory"),
        ("PAYBACK_LIMITER_URL", "redis://127.0.0.1/first"),
        ("PAYBACK_BROKER_URL", "nonsense"),
        ("PAYBACK_BROKER_URL", "amqp:rabbit"),
        ("PAYBACK_BROKER_URL", "redis://127.0.0.1:many"),
        ("PAYBACK_NOTIFY_URL", "https://"),
        ("PAYBACK_SMTP_CA_FILE", __file__),
        ("PAYBACK_DATA_DIR", __file__),
        ("PAYBACK_DATA_DIR", f"{__file__}/inside"),
        ("PAYBACK_MAIL_FROM", "the office"),
        ("PAYBACK_MAIL_FROM", ""),
        ("PAYBACK_MAIL_FROM", "payback@localhost.invalid"),
        ("PAYBACK_OPERATOR_EMAIL", "team@"),
        ("PAYBACK_OPERATOR_EMAIL", "team@localhost.invalid"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:////"),
        ("DATABASE_URL", "postgresql+psycopg://payback@127.0.0.1:many/payback"),
        ("DATABASE_URL", "postgresql+psycopg://payback@127.0.0.1:70000/payback"),
    ],
)
def test_an_unsafe_setting_refuses_to_start_and_says_what_to_set(variable: str, value: str) -> None:
    assert f"Set {variable} to" in faults_of(**{variable: value})


@pytest.mark.parametrize("name", ["PAYBACK_MAIL_FROM", "PAYBACK_OPERATOR_EMAIL"])
def test_production_asks_whose_addresses_people_see(name: str) -> None:
    with pytest.raises(ConfigError, match=f"Set {name} to"):
        load_config({key: value for key, value in SAFE.items() if key != name})


def test_mail_that_notify_sends_needs_no_address_of_ours() -> None:
    notify = {"PAYBACK_MAIL": "notify", "PAYBACK_NOTIFY_KEY": "k", "PAYBACK_NOTIFY_TEMPLATE": "t"}
    without = {key: value for key, value in SAFE.items() if key != "PAYBACK_MAIL_FROM"}
    assert load_config(without | notify).mail is MailBackend.NOTIFY


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PAYBACK_BROKER_URL", "amqp://user:password@rabbit.example.org:5672//"),
        ("PAYBACK_BROKER_URL", "amqp://"),
        ("PAYBACK_BROKER_URL", "rediss://:password@redis.example.org:6380/0"),
        ("PAYBACK_LIMITER_URL", "redis://redis.example.org"),
        ("PAYBACK_BASE_URL", "https://payback.example.org:8443/"),
        ("PAYBACK_SMTP_CA_FILE", certifi.where()),
        ("DATABASE_URL", "postgresql+psycopg:///payback?host=/run/postgresql"),
        ("PAYBACK_NOTIFY_URL", "https://notify.example.org/v2"),
    ],
)
def test_what_works_is_not_refused(variable: str, value: str) -> None:
    load_config({**SAFE, variable: value})


def test_reading_the_settings_makes_no_folder(tmp_path: Path) -> None:
    load_config({"PAYBACK_DATA_DIR": str(tmp_path / "new" / "folder")})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("PAYBACK_MIAL_FROM", "PAYBACK_MAIL_FROM may be meant"),
        ("PAYBAK_MODE", "PAYBACK_MODE may be meant"),
        ("DATABSE_URL", "DATABASE_URL may be meant"),
        ("payback_mode", "PAYBACK_MODE may be meant"),
        ("PAYBACK_COLOUR_OF_THE_SKY", "no such variable"),
    ],
)
def test_a_variable_that_nobody_reads_is_pointed_out(name: str, said: str) -> None:
    others = {"HOME": "/root", "PATH": "/bin", "BASE_URL": "x", "MAIL": "x", "SECRET_KEY": "x"}
    [told] = unknown_names(VARIABLES, SAFE | others | {name: "x"})
    assert told.startswith(f"{name} is set")
    assert said in told


def test_mail_backends_ask_for_what_they_need() -> None:
    assert "PAYBACK_SMTP_URL" in faults_of(PAYBACK_MAIL="smtp", PAYBACK_SMTP_URL="")
    assert "PAYBACK_NOTIFY_KEY" in faults_of(PAYBACK_MAIL="notify")


@given(st.one_of(st.binary(min_size=32, max_size=48), st.binary(min_size=16, max_size=16)))
def test_a_random_key_is_never_called_guessable(seed: bytes) -> None:
    random = hashlib.sha512(seed).digest()
    assert not is_guessable(base64.urlsafe_b64encode(random[:24]).decode())
    assert not is_guessable(random[:32].hex())


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("PAYBACK_LIMITER_URL", "memory://", "single web process"),
        ("PAYBACK_TRUSTED_PROXIES", "0", "Behind a proxy"),
        ("DATABASE_URL", "sqlite:////srv/payback.sqlite", "one machine"),
    ],
)
def test_a_setting_that_is_right_for_some_only_is_pointed_out(
    variable: str, value: str, said: str
) -> None:
    assert notes(load_config(SAFE)) == []
    [note] = notes(load_config({**SAFE, variable: value}))
    assert note.startswith(variable)
    assert said in note


def test_every_fault_is_told_at_once() -> None:
    told = faults_of(PAYBACK_SECRET_KEY="", PAYBACK_DEBUG="yes", PAYBACK_SMTP_URL="")
    assert told.count("Set PAYBACK_") == 3


def test_a_demonstration_keeps_its_own_random_key(tmp_path: Path) -> None:
    config = load_config({"PAYBACK_DATA_DIR": str(tmp_path / "new")})
    first = with_secret_key(config).secret_key
    assert len(first) >= 32
    assert with_secret_key(config).secret_key == first
    assert (tmp_path / "new" / "secret-key").stat().st_mode & 0o077 == 0
