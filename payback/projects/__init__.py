"""Projects: where people work, for whom, and when each can open.

States: proposed → ready → running → paused → finished | abandoned. A project is ready once its
risk assessment is in date; no session can be planned on an expired one.
"""
