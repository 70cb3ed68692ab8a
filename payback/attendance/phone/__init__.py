"""What a supervisor's phone holds to work without signal, and the key that seals it there.

Pure functions and reads; the pages and the sending are `payback.attendance.staff_views.phone`.
"""
