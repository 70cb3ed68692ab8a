"""A rota while it is worked on: arrays that moves change, its points, and whether it is sound."""
