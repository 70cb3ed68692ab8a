"""The form that makes a calendar address."""

from __future__ import annotations

from payback.core.forms import PaybackForm, SubmitButton, TextField


class FeedForm(PaybackForm):
    """What a supervisor calls a calendar address."""

    name = TextField(
        "What is this calendar on?",
        what="a name for this calendar",
        hint="For example “My phone” or “Outlook at work”. Make one address for each, so that you "
        "can switch off one without the others.",
        max_length=60,
    )
    submit = SubmitButton("Make a calendar address")
