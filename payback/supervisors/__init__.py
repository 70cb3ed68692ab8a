"""Supervisors: their skills, when they work, leave, and the account that they sign in with.

A supervisor is active until they are deactivated; nobody is deleted, because past sessions name
who ran them.
"""
