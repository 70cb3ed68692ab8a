"""The web service, its worker and its command line; the optimiser lives in ``scheduler``."""
