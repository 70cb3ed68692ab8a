"""Work that must happen later. The row is the truth, the queue is the bell.

``enqueue`` writes a ``Job`` in the transaction of the change that caused it. After the
commit the bell is rung (a Celery task that carries only the id). A worker claims the row's
lease, renews it while it works, and writes its end under the same owner and attempt, so a
stale worker changes nothing. ``due_job_ids`` finds what a periodic sweep must ring again.
"""

from payback.core.jobs.context import JobContext, held_by, still_held
from payback.core.jobs.daily import DailyRun, begin_daily, daily, run_to_do
from payback.core.jobs.presence import (
    WorkerPresence,
    say_alive,
    say_gone,
    worker_name,
    workers_alive,
)
from payback.core.jobs.rows import (
    ENDED,
    Job,
    JobState,
    claimable,
    database_now,
    due_job_ids,
    enqueue,
    refused_so_far,
    request_stop,
    retry,
    retry_all,
)
from payback.core.jobs.work import (
    HANDLERS,
    LONGEST_PAUSE,
    MAX_ATTEMPTS,
    GivenUp,
    RetryLater,
    handler,
    on_failure,
    release_all,
    run,
)

__all__ = [
    "ENDED",
    "HANDLERS",
    "LONGEST_PAUSE",
    "MAX_ATTEMPTS",
    "DailyRun",
    "GivenUp",
    "Job",
    "JobContext",
    "JobState",
    "RetryLater",
    "WorkerPresence",
    "begin_daily",
    "claimable",
    "daily",
    "database_now",
    "due_job_ids",
    "enqueue",
    "handler",
    "held_by",
    "on_failure",
    "refused_so_far",
    "release_all",
    "request_stop",
    "retry",
    "retry_all",
    "run",
    "run_to_do",
    "say_alive",
    "say_gone",
    "still_held",
    "worker_name",
    "workers_alive",
]
