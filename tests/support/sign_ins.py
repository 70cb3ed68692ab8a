"""The demonstration borough's sign-ins, as its people are told them."""

EMAILS = {
    "administrator": "administrator@payback.example",
    "coordinator": "coordinator@payback.example",
    "supervisor": "supervisor1@payback.example",
    "manager": "manager@payback.example",
    "partner": "partner@payback.example",
}
