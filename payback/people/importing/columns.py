"""The columns of a file of people: one table for the reader, the guide and the template."""

from __future__ import annotations

from dataclasses import dataclass

MAX_ROWS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnGuide:
    """A column, what belongs in it, and an example."""

    name: str
    required: bool = False
    text: str
    example: str = ""


# The template once held the examples as a line. Whoever still sends it means nobody.
NOBODY = ("crn", "given_name", "family_name", "email")

COLUMNS = (
    ColumnGuide(name="crn", required=True, text="Case reference number", example="X123456"),
    ColumnGuide(name="given_name", required=True, text="First name", example="Alex"),
    ColumnGuide(name="family_name", required=True, text="Last name", example="Example"),
    ColumnGuide(name="sex", required=True, text="female or male", example="female"),
    ColumnGuide(
        name="date_of_birth",
        required=True,
        text="Like 27/03/1990 or 1990-03-27",
        example="27/03/1990",
    ),
    ColumnGuide(
        name="postcode",
        text="Where the person lives: a postcode, or latitude and longitude in quotation marks. "
        "Needed for a new person",
        example="NW4 4BG",
    ),
    ColumnGuide(
        name="area",
        text="ONS code or name of the borough that manages the order, if not that of the postcode",
        example="Barnet",
    ),
    ColumnGuide(name="phone", text="Telephone number", example="07700 900982"),
    ColumnGuide(name="email", text="Email address", example="alex@example.org"),
    ColumnGuide(
        name="practitioner_email",
        text="Email address of the probation practitioner, who is alerted when the order is not "
        "kept to",
        example="practitioner@example.org",
    ),
    ColumnGuide(
        name="event_number", text="Which of several sentences; 1 if left empty", example="1"
    ),
    ColumnGuide(
        name="order_type",
        required=True,
        text="community order or suspended sentence order",
        example="community order",
    ),
    ColumnGuide(
        name="ordered_hours", required=True, text="Hours ordered, such as 120", example="120"
    ),
    ColumnGuide(
        name="minutes_done",
        text="Minutes worked before this service kept count",
        example="420",
    ),
    ColumnGuide(
        name="sentence_date", required=True, text="Date of the sentence", example="01/06/2026"
    ),
    ColumnGuide(
        name="due_date", text="By when the hours are due, if not the date that the policy gives"
    ),
    ColumnGuide(name="weekly_hours", text="Hours to offer each week; 7 if left empty", example="7"),
    ColumnGuide(
        name="max_weekly_hours", text="Most hours in a week; twice the above if left empty"
    ),
    ColumnGuide(
        name="availability",
        text="Like “Mon am, Tue-Thu pm, Sat”, “all”, or 21 characters of 0 and 1 from Monday "
        "morning on; all if left empty",
        example="Mon-Fri am, Mon-Fri pm",
    ),
    ColumnGuide(name="women_only", text="yes or no: only in groups of women", example="no"),
    ColumnGuide(
        name="not_with_supervisor",
        text="female or male: whom not to place them with; or none",
        example="none",
    ),
    ColumnGuide(
        name="barred_tags",
        text="Tags of projects to stay away from, with commas in quotation marks",
        example="children, sharp tools",
    ),
    ColumnGuide(
        name="limited_access", text="yes or no: whether lists show only the CRN", example="no"
    ),
    ColumnGuide(name="max_travel_minutes", text="Longest journey; 90 if left empty", example="90"),
)
