"""A child process ends when the process that started it is gone, however that one ended.

The parent holds the only writing end of a pipe and never writes. When it ends, killed or not, the
system closes its end, and the child that reads the other one learns of it at once.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time

log = logging.getLogger(__name__)

STOP_SECONDS = 15.0


def end_with_parent(descriptor: int) -> None:
    """Watch a pipe from a thread, and end this process once nobody holds its other end.

    Parameters
    ----------
    descriptor
        The reading end, as the parent passed it on.
    """
    threading.Thread(target=_watch, args=(descriptor,), daemon=True).start()


def _watch(descriptor: int) -> None:
    """Ask this process to end as the parent would have asked, then insist."""
    os.read(descriptor, 1)
    log.error("the process that started this one is gone, so this one ends too")
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOP_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)
