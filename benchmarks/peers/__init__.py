"""Simpler ways to make a rota, to compare the optimiser with. Each is valid, none proves much."""
