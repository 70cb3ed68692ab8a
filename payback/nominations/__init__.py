"""Nominations: somebody proposes work, follows it, and a coordinator decides.

States: draft → submitted → (more information ↔ submitted) → approved | declined | merged |
withdrawn; reopened with a reason. A draft is a row of its own, which belongs to a browser and not
yet to anybody's area; approval makes a project.
"""
