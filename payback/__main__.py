"""``python -m payback``."""

from payback.cli import main

main(prog_name="payback")
