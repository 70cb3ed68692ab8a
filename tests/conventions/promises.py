"""Every promise that a page or a mail makes, where it stands, and what keeps it.

``by`` names the test that fails if the promise is broken. A promise that people keep and no program
can has ``by`` empty and says ``who``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Promise:
    """A sentence of a template, and what keeps it."""

    template: str
    words: str
    by: str = ""
    who: str = ""


NEWS = "tests/integration/nominations/test_news.py::"
DECIDING = "tests/integration/nominations/test_deciding.py::"
FOLLOWING = "tests/integration/nominations/test_following.py::"
NOMINATING = "tests/integration/nominations/test_nominating.py::"
PICTURES = "tests/integration/nominations/test_photographs.py::"
FORGETTING = "tests/integration/nominations/test_forgetting.py::"
DIARY = "tests/integration/diary/test_staff_pages.py::"
SITE = "tests/integration/diary/test_site_news.py::"
ROTA = "tests/integration/rota/publishing/test_publishing.py::"
FEED = "tests/integration/calendars/test_feed.py::"

PLANNED = f"{NEWS}test_a_published_rota_is_told_once_with_the_link"
REPLANNED = f"{NEWS}test_another_first_day_is_told_and_so_is_none"
STARTED = f"{NEWS}test_the_first_session_worked_is_told_and_later_ones_are_not"
FINISHED = f"{NEWS}test_a_finished_project_says_so_and_may_go_on"
STOPPED = f"{NEWS}test_an_abandoned_project_says_why_and_is_not_green"
DECIDED = f"{DECIDING}test_a_coordinator_records_verdicts_and_approves_which_makes_a_project"
DECLINED = f"{DECIDING}test_a_refusal_needs_a_reason_which_reaches_the_nominator"
ASKED = f"{DECIDING}test_asking_stops_the_clock_until_the_nominator_has_answered"
JOINED = f"{DECIDING}test_nearby_nominations_are_shown_and_can_be_joined"
PROMISED = f"{NOMINATING}test_the_decision_is_promised_in_working_days"
MERGED_NEWS = f"{NEWS}test_those_who_nominated_the_same_work_hear_of_it_too"
NO_NAMES = f"{ROTA}test_supervisors_are_told_by_mail_without_any_name_of_a_person"
CHANGED = (
    "tests/integration/diary/test_changing.py::"
    "test_another_time_is_told_to_supervisors_without_names_and_bookings_stay"
)
CANCELLED = f"{DIARY}test_cancelling_lists_whom_it_affects_and_tells_supervisors_without_names"
FOLLOWED = (
    "tests/integration/diary/test_following.py::"
    "test_supervisors_are_told_once_of_all_their_sessions_and_calendars_see_them_anew"
)
TAKEN_OFF = f"{SITE}test_a_supervisor_who_is_taken_off_a_coming_session_is_told_once"
MOVED = f"{SITE}test_a_changed_name_or_place_is_told_to_those_with_coming_sessions"
NAMELESS_FEED = f"{FEED}test_no_name_or_crn_of_anybody_booked_is_in_the_calendar"
WITHDRAWING = f"{FOLLOWING}test_a_nomination_can_be_withdrawn_after_a_question"
KEPT_A_WEEK = f"{FORGETTING}test_answers_that_were_not_sent_go_a_week_after_the_last_of_them"
VISIT = "a member of staff visits; no session can be planned without a risk assessment"

PROMISES = (
    # Residents, before they send
    Promise("nominations/start.html", "We promise a decision within", PROMISED),
    Promise("nominations/start.html", "write to you when we decide", DECIDED),
    Promise("nominations/start.html", "when the work is planned", PLANNED),
    Promise("nominations/start.html", "starts or is paused", STARTED),
    Promise("nominations/start.html", "when it is finished", FINISHED),
    Promise("nominations/start.html", "or cannot be done", STOPPED),
    Promise("nominations/start.html", "Your answers are kept for 7 days", KEPT_A_WEEK),
    Promise(
        "nominations/start.html",
        "We ask about these first, so that you know after four questions",
        f"{NOMINATING}test_an_answer_that_fails_leads_to_a_page_that_says_why",
    ),
    Promise(
        "nominations/questions/contact.html",
        "We never publish your name",
        f"{FOLLOWING}test_the_page_shows_state_promise_and_answers_but_not_how_to_reach_the_nominator",
    ),
    Promise(
        "nominations/questions/contact.html",
        "says how long we keep it",
        f"{FORGETTING}test_the_details_go_after_a_year_and_the_work_stays",
    ),
    Promise(
        "nominations/questions/photographs.html",
        "We remove the hidden data",
        f"{PICTURES}test_a_photograph_is_stored_without_its_metadata_under_another_name",
    ),
    # Residents, after they have sent
    Promise("nominations/submitted.html", "We tell you what we decide by", DECIDED),
    Promise("nominations/submitted.html", "We write to you when the work is planned", PLANNED),
    Promise("nominations/submitted.html", "when it starts and when it is finished", STARTED),
    Promise(
        "nominations/submitted.html",
        "We decide by",
        f"{DECIDING}test_staff_nominate_on_behalf_of_somebody_without_email",
    ),
    Promise("nominations/submitted.html", "needs the reference, or the link below", WITHDRAWING),
    Promise("nominations/submitted.html", "we visit the place", who=VISIT),
    Promise(
        "nominations/find.html",
        "We send you the link to its page again",
        f"{FOLLOWING}test_a_lost_link_is_sent_again_and_both_links_work",
    ),
    Promise("nominations/track.html", "We decide on both together", JOINED),
    Promise("email/nomination_submitted.txt", "We will tell you what we decide by", DECIDED),
    Promise("email/nomination_submitted.txt", "we visit the place", who=VISIT),
    Promise("email/nomination_reopened.txt", "We will tell you what we decide by", DECIDED),
    Promise("email/nomination_more_information.txt", "Before we can decide about", ASKED),
    Promise("email/nomination_approved.txt", "We visit the place", who=VISIT),
    Promise("email/nomination_approved.txt", "We write to you when it is planned", PLANNED),
    Promise("email/nomination_approved.txt", "when it starts", STARTED),
    Promise("email/nomination_approved.txt", "when it is finished", FINISHED),
    Promise("email/nomination_declined.txt", "we can look at it again", DECLINED),
    Promise("email/nomination_withdrawn.txt", "We will do nothing more with it", WITHDRAWING),
    Promise("email/work_planned.txt", "If the day changes, we tell you", REPLANNED),
    Promise("email/work_unplanned.txt", "We tell you as soon as there is a new day", REPLANNED),
    Promise("email/work_started.txt", "We tell you when it is finished", FINISHED),
    Promise("email/work_paused.txt", "We tell you when it goes on", FINISHED),
    Promise("email/work_resumed.txt", "We take up the work", FINISHED),
    # Staff, of what nominators and supervisors hear
    Promise("nominations/approve.html", "The nominator is told by email", DECIDED),
    Promise("nominations/ask.html", "The nominator is asked by email", ASKED),
    Promise("nominations/merge.html", "Its nominator is told", JOINED),
    Promise("nominations/merge.html", "hears of the decision on it", MERGED_NEWS),
    Promise("diary/cancel.html", "They are told by email", CANCELLED),
    Promise("diary/session_form.html", "its supervisors are told by email", CHANGED),
    Promise("diary/follow.html", "by email if they have an account", FOLLOWED),
    Promise("projects/form.html", "are told by email", MOVED),
    Promise("rota/publish.html", "Every supervisor with a change is told by email", NO_NAMES),
    Promise(
        "rota/plan.html",
        "Nobody is told anything until you publish it",
        f"{NEWS}test_work_that_only_stands_in_the_diary_is_not_said_to_start",
    ),
    Promise(
        "rota/what_if.html",
        "nobody is told",
        "tests/integration/rota/questions/test_scenarios.py::test_without_the_only_supervisor_no_session_opens_and_nothing_real_changes",
    ),
    # Supervisors
    Promise("calendars/help.html", "when a session is given to you", NO_NAMES),
    Promise("calendars/help.html", "or taken from you", TAKEN_OFF),
    Promise("calendars/help.html", "cancelled or put back", CANCELLED),
    Promise("calendars/help.html", "when the place of one has changed", MOVED),
    Promise("calendars/help.html", "It never shows who they are", NAMELESS_FEED),
    Promise(
        "calendars/help.html",
        "A cancelled session stays in the calendar for 30 days",
        f"{FEED}test_what_is_called_off_stays_for_30_days_marked_as_cancelled",
    ),
    Promise(
        "calendars/list.html",
        "We show it once",
        "tests/integration/calendars/test_pages.py::test_an_address_is_shown_once_works_and_only_its_hash_is_kept",
    ),
    Promise(
        "email/session_cancelled.txt",
        "are told by the coordinators",
        who="a coordinator rings those who were booked; their numbers are on the session’s page",
    ),
    # Privacy notice and accessibility statement
    Promise("public/privacy.html", "tell you what became of it", FINISHED),
    Promise("public/privacy.html", "You can withdraw it there until it is decided", WITHDRAWING),
    Promise("public/privacy.html", "7 days after your last answer", KEPT_A_WEEK),
    Promise(
        "public/privacy.html",
        "We then delete your name, how to reach you and your photographs",
        f"{FORGETTING}test_the_details_go_after_a_year_and_the_work_stays",
    ),
    Promise(
        "public/privacy.html",
        "only if a member of staff has released it",
        f"{PICTURES}test_staff_see_photographs_and_the_public_only_after_release",
    ),
    Promise(
        "public/privacy.html",
        "is removed from the file when you send it",
        f"{PICTURES}test_a_photograph_is_stored_without_its_metadata_under_another_name",
    ),
    Promise("public/privacy.html", "The public never sees your name", NAMELESS_FEED),
    Promise("public/privacy.html", "sent outside the service do not carry names", NO_NAMES),
    Promise(
        "public/privacy.html",
        "Your home is kept as a point rounded to about 100 metres",
        "tests/integration/people/test_people_pages.py::"
        "test_a_person_is_added_with_a_rounded_home_in_the_borough_of_the_postcode",
    ),
    Promise(
        "public/privacy.html",
        "that is written down with who it was and when",
        "tests/integration/people/test_people_pages.py::"
        "test_looking_at_people_leaves_lines_in_the_audit_trail",
    ),
    Promise("public/privacy.html", "under contract and only as we tell them", who="the operator"),
    Promise("public/privacy.html", "We give information to the courts", who="the operator"),
    Promise("public/privacy.html", "We never sell it", who="the operator"),
    Promise("public/privacy.html", "if we refuse, we say why", who="the operator"),
    Promise("public/cookies.html", "7 days after your last answer", KEPT_A_WEEK),
    Promise("public/accessibility.html", "We answer within 10 working days", who="the operator"),
    Promise("public/accessibility.html", "not happy with how we answer", who="the law"),
    Promise(
        "public/accessibility.html",
        "You can also make a nomination by email",
        f"{DECIDING}test_staff_nominate_on_behalf_of_somebody_without_email",
    ),
    Promise(
        "email/missing_outcomes.txt",
        "You are written to each morning until they are recorded",
        "tests/integration/attendance/test_chasing.py::"
        "test_they_are_written_to_each_morning_until_all_is_recorded",
    ),
)
