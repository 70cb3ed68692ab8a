"""The diary: dated work sessions, who supervises them and who is booked on them.

A work session is proposed (generated from a pattern), open (on a published rota), done, or
cancelled with a reason. An appointment is planned, withdrawn (a new rota dropped it) or
recorded (it has a contact outcome).
"""
