"""Every feature's blueprint, model, job handler and command: what the service consists of."""

from __future__ import annotations

from payback.accounts.commands import user
from payback.accounts.views import blueprint as accounts
from payback.core import audit, jobs, submissions
from payback.core.health import blueprint as health
from payback.diary import models as diary_models
from payback.notifications import deliver
from payback.people import models as people_models
from payback.policies import models as policy_models
from payback.projects import models as project_models

BLUEPRINTS = (health, accounts)
COMMANDS = (user,)
MODELS = (audit, jobs, submissions, policy_models, people_models, project_models, diary_models)
JOBS = (deliver,)
