"""The forms of nominations: the question pages, following a nomination, and deciding on it."""
