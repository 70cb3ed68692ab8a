"""The service with which an area runs Community Payback."""
