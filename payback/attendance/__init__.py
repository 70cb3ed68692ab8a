"""Attendance: what came of each appointment, and the time that it credits.

An appointment is planned until it has a contact outcome; then it is recorded. A changed outcome
takes back what the earlier one credited. A session is done once everybody booked has an outcome.
"""
