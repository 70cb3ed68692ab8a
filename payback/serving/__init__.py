"""Processes: the web server alone (small or for production), or web server and worker together."""
