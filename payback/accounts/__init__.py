"""Accounts: who may sign in, with which role and in which areas.

An account is active or closed. Each browser that signs in has a session, a row on the server: it
ends after some time without use, after twelve hours in any case, at its own sign-out, and with
all others of the account when the password, role or areas change or the account is closed.
"""
