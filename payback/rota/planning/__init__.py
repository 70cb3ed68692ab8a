"""Running a plan: the job, one week after another, and how far it has come."""
