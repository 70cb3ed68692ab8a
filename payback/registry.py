"""Every feature's blueprint, tables, jobs, queries, kept answers, commands: the whole service."""

from __future__ import annotations

from payback.accounts import public_views as own_account
from payback.accounts import staff_views as accounts
from payback.accounts.commands import user
from payback.allocations.commands import projection
from payback.areas import staff_views as areas
from payback.areas.commands import areas as areas_command
from payback.attendance import chasing, earned
from payback.attendance import models as attendance_models
from payback.attendance import notices as attendance_notices
from payback.attendance import staff_views as attendance
from payback.attendance.commands import validate
from payback.calendars import models as calendar_models
from payback.calendars import public_views as feeds
from payback.calendars import staff_views as calendars
from payback.core import answers, audit, health, jobs, keeping, kept, pages, removed, submissions
from payback.diary import ending, nomination_starts, person_section, site_news
from payback.diary import models as diary_models
from payback.diary import staff_views as sessions
from payback.diary.breaks import kept as kept_breaks
from payback.diary.breaks import models as break_models
from payback.diary.breaks import notices as break_notices
from payback.imports import job as import_job
from payback.imports import models as import_models
from payback.imports import staff_views as imports
from payback.nominations import forgetting, news_job
from payback.nominations import models as nomination_models
from payback.nominations import public_views as nominating
from payback.nominations import staff_views as nominations
from payback.notifications import deliver
from payback.oversight import notices as oversight_notices
from payback.oversight import staff_views as oversight
from payback.people import kept_sums
from payback.people import models as people_models
from payback.people import staff_views as people
from payback.people.commands import import_group, incentive
from payback.policies import models as policy_models
from payback.projects import models as project_models
from payback.projects import staff_views as projects
from payback.reports import models as report_models
from payback.reports import staff_views as reports
from payback.reports.commands import reports as reports_command
from payback.reports.sums import keeping as kept_hours
from payback.reports.sums import models as sum_models
from payback.rota import models as rota_models
from payback.rota import staff_views as rota
from payback.rota.commands import plan
from payback.rota.commands import rota as rota_command
from payback.rota.planning import job as rota_job
from payback.rota.publishing import week_notices
from payback.rota.questions import nearest_job, scenario_job
from payback.supervisors import models as supervisor_models
from payback.supervisors import staff_views as supervisors

BLUEPRINTS = (
    *(pages.blueprint, health.blueprint, keeping.blueprint, imports.blueprint),
    *(own_account.blueprint, accounts.blueprint, areas.blueprint),
    *(people.blueprint, supervisors.blueprint, projects.blueprint),
    *(*nominating.BLUEPRINTS, nominations.blueprint),
    *(sessions.blueprint, attendance.blueprint, rota.blueprint),
    *(calendars.blueprint, feeds.blueprint, reports.blueprint, oversight.blueprint),
)
COMMANDS = (
    *(user, areas_command, import_group, incentive, projection, validate),
    *(plan, rota_command, reports_command),
)
MODELS = (
    *(audit, jobs, submissions, kept, removed, answers),
    *(import_models, policy_models, people_models),
    *(supervisor_models, project_models, diary_models, break_models),
    *(
        attendance_models,
        nomination_models,
        rota_models,
        calendar_models,
        report_models,
        sum_models,
    ),
)
JOBS = (
    deliver,
    forgetting,
    news_job,
    import_job,
    rota_job,
    nearest_job,
    scenario_job,
    chasing,
)
QUERIES = (
    nomination_starts,
    person_section,
    earned,
    ending,
    site_news,
    break_notices,
    week_notices,
    oversight_notices,
    attendance_notices,
)
ANSWERS = (kept_sums, kept_breaks, kept_hours)
"""Whoever writes must know them, so that what is written marks them."""
