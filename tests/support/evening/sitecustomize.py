"""Python imports this at its start: the service under test lives at eight in the evening.

Attendance can be recorded once a session has begun; so a journey that records today's attendance
runs at any hour.
"""

import os
import time

import time_machine

if shift := os.environ.get("SHIFT_SECONDS"):
    time_machine.travel(time.time() + float(shift), tick=True).start()
