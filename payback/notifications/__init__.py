"""Mail: an outbox row is written with the change it tells of; the worker delivers it."""
