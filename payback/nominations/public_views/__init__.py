"""Pages for residents: nominating, its photographs and drafts, and following a nomination.

Each module has a blueprint of its own, because each answers a form that came too late in its own
words.
"""

from payback.nominations.public_views import drafts, nominate, photographs, tracking

BLUEPRINTS = (nominate.blueprint, drafts.blueprint, photographs.blueprint, tracking.blueprint)
