"""Backup and restore: one file with every row and every file, the same for both databases.

A backup is read in one snapshot while the service runs. It holds no form of either database, so
it is restored to whichever is there, by this version or a later one. Counts and sums are taken
from the database itself, kept in the file, and compared after writing and after restoring.
"""
