"""Accounts: who may sign in, with which role and in which areas.

An account is active or closed. Sessions end after two hours without use, after twelve hours
in any case, at sign-out, and everywhere when the password, role or areas change.
"""
