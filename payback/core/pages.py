"""Public pages about the service itself: accessibility, privacy, cookies."""

from __future__ import annotations

from flask import Blueprint, render_template

from payback.core.access import public

blueprint = Blueprint("pages", __name__)


@blueprint.get("/accessibility-statement")
@public
def show_accessibility() -> str:
    """Say how accessible the service is and how to report a difficulty."""
    return render_template("public/accessibility.html")


@blueprint.get("/privacy-notice")
@public
def show_privacy() -> str:
    """Say which personal data is held, why, for how long, and what rights people have."""
    return render_template("public/privacy.html")


@blueprint.get("/cookies")
@public
def show_cookies() -> str:
    """Say which cookies the service sets."""
    return render_template("public/cookies.html")
