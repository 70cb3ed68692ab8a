"""Parts of a service are killed for minutes while it is used; nothing is lost, nothing doubled.

``python -m tests.soak`` runs both shapes: web server and worker in one command on SQLite, and
production's processes on PostgreSQL and RabbitMQ. Not part of ``make check``.
"""
