"""Settings: defaults that work, and unsafe ones that refuse to start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from payback.config import ConfigError, MailBackend, Mode, load_config, with_secret_key

if TYPE_CHECKING:
    from pathlib import Path

SAFE = {
    "PAYBACK_MODE": "production",
    "PAYBACK_SECRET_KEY": "kI9-2fQx7Lr0Zt4_Bn6Vw8Yp1Hs3Jd5Mc",
    "PAYBACK_BASE_URL": "https://payback.example.org",
    "DATABASE_URL": "postgresql+psycopg://payback@127.0.0.1/payback",
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
    ],
)
def test_an_unsafe_setting_refuses_to_start_and_says_what_to_set(variable: str, value: str) -> None:
    assert f"Set {variable} to" in faults_of(**{variable: value})


def test_mail_backends_ask_for_what_they_need() -> None:
    assert "PAYBACK_SMTP_URL" in faults_of(PAYBACK_MAIL="smtp")
    assert "PAYBACK_NOTIFY_KEY" in faults_of(PAYBACK_MAIL="notify")


def test_every_fault_is_told_at_once() -> None:
    told = faults_of(PAYBACK_SECRET_KEY="", PAYBACK_DEBUG="yes", PAYBACK_MAIL="smtp")
    assert told.count("Set PAYBACK_") == 3


def test_a_demonstration_keeps_its_own_random_key(tmp_path: Path) -> None:
    config = load_config({"PAYBACK_DATA_DIR": str(tmp_path / "new")})
    first = with_secret_key(config).secret_key
    assert len(first) >= 32
    assert with_secret_key(config).secret_key == first
    assert (tmp_path / "new" / "secret-key").stat().st_mode & 0o077 == 0
