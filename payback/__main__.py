"""``python -m payback``, and the command ``payback``."""

from __future__ import annotations

import gc


def main() -> None:
    """Load the service and run one of its commands.

    Nothing of what is loaded is garbage. It is not searched meanwhile, which takes a sixth of the
    start, nor ever after.
    """
    gc.disable()
    from payback.cli import main as commands  # loaded while nothing is searched

    gc.freeze()
    gc.enable()
    commands(prog_name="payback")


if __name__ == "__main__":
    main()
