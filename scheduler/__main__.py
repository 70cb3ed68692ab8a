"""The command line: `python -m scheduler solve` and `check`."""

import argparse
import json
import signal
import sys
import threading
import tomllib
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from scheduler.checking import Check, check
from scheduler.faults import FileInvalid
from scheduler.format import read_problem, read_solution
from scheduler.problem import Problem
from scheduler.progress import Progress
from scheduler.settings.reading import SettingsInvalid, changed
from scheduler.settings.settings import Settings
from scheduler.solution import Solution
from scheduler.solving import solve

DONE, NOT_DONE, BAD_FILE = 0, 1, 2

BETWEEN_LINES = 0.5
"""Seconds between two lines of progress."""

ROUNDING = 2e-6
"""Reported points may differ from recomputed ones by their last decimal."""


class CommandRefused(Exception):
    """What keeps a command from its work: the exit status, and lines that say why."""

    def __init__(self, status: int, *lines: str) -> None:
        self.status = status
        self.lines = lines
        super().__init__(*lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except CommandRefused as error:
        for line in error.lines:
            print(line, file=sys.stderr)
        return error.status
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scheduler", description="Plan rotas of format payback-rota/1."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    solving = commands.add_parser("solve", help="find the best rota for a problem")
    solving.add_argument("problem", type=Path, metavar="PROBLEM")
    solving.add_argument("-o", "--output", type=Path, required=True, metavar="SOLUTION")
    solving.add_argument("--seconds", type=_seconds, default=60.0, help="time limit (60)")
    solving.add_argument("--workers", type=_workers, default=2, help="processors to use (2)")
    solving.add_argument("--seed", type=_seed, default=1, help="for repeatable rotas (1)")
    solving.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="GROUP.NAME=VALUE",
        help="turn a setting of the search, such as pieces.used=false; repeatable",
    )
    solving.add_argument("--quiet", action="store_true", help="show no progress")
    solving.set_defaults(run=_solve)
    checking = commands.add_parser("check", help="check a rota and count its points")
    checking.add_argument("problem", type=Path, metavar="PROBLEM")
    checking.add_argument("solution", type=Path, metavar="SOLUTION")
    checking.set_defaults(run=_check)
    return parser


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= 1e6:
        raise argparse.ArgumentTypeError("must be above 0 and at most a million")
    return seconds


def _workers(text: str) -> int:
    workers = int(text)
    if not 1 <= workers <= 256:
        raise argparse.ArgumentTypeError("must be from 1 to 256")
    return workers


def _seed(text: str) -> int:
    seed = int(text)
    if not 0 <= seed < 2**31:
        raise argparse.ArgumentTypeError("must be from 0 to 2147483647")
    return seed


def _settings(lines: Sequence[str]) -> Settings:
    """Return the usual settings with those changed that lines of TOML name."""
    try:
        return changed(tomllib.loads("\n".join(lines)))
    except tomllib.TOMLDecodeError as error:
        raise CommandRefused(BAD_FILE, f"--set: not GROUP.NAME=VALUE: {error}") from error
    except SettingsInvalid as error:
        raise CommandRefused(BAD_FILE, *error.faults) from error


def _solve(options: argparse.Namespace) -> int:
    problem, settings = _problem(options.problem), _settings(options.set)
    _require_writable(options.output)
    solution = _solve_interruptibly(problem, options, settings)
    _write(options.output, solution)
    for sentence in solution.conflicts:
        print(sentence, file=sys.stderr)
    return NOT_DONE if solution.status == "infeasible" else DONE


def _solve_interruptibly(
    problem: Problem, options: argparse.Namespace, settings: Settings
) -> Solution:
    """Solve on a thread of its own, so that signals are heard while the solver is busy."""
    stop = threading.Event()
    outcome: list[Solution | BaseException] = []

    def run() -> None:
        try:
            outcome.append(
                solve(
                    problem,
                    seconds=options.seconds,
                    workers=options.workers,
                    seed=options.seed,
                    progress=None if options.quiet else _Printer(),
                    stop=stop,
                    settings=settings,
                )
            )
        except BaseException as error:  # handed to the main thread below
            outcome.append(error)

    def interrupt(_: int, __: FrameType | None) -> None:
        stop.set()

    before = {
        number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        thread = threading.Thread(target=run, name="solve", daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(timeout=0.2)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    result = outcome[0]
    if isinstance(result, TimeoutError):
        raise CommandRefused(NOT_DONE, str(result))
    if isinstance(result, BaseException):
        raise result
    return result


class _Printer:
    """Prints progress as lines on standard error, a few a second at most."""

    def __init__(self) -> None:
        self._last = float("-inf")

    def __call__(self, progress: Progress) -> None:
        if progress.phase != "done" and progress.seconds - self._last < BETWEEN_LINES:
            return
        self._last = progress.seconds
        best = "none yet" if progress.objective is None else f"{progress.objective:,.2f}"
        bound = "none yet" if progress.bound is None else f"{progress.bound:,.2f}"
        gap = "" if progress.gap is None else f"  gap {100 * progress.gap:.2f} %"
        print(
            f"{progress.seconds:7.1f} s  best {best}  bound {bound}{gap}  ({progress.phase})",
            file=sys.stderr,
            flush=True,
        )


def _check(options: argparse.Namespace) -> int:
    problem = _problem(options.problem)
    text = _text(options.solution)
    try:
        solution = read_solution(text, problem)
    except FileInvalid as error:
        raise _bad_file(options.solution, error) from error
    if solution.status == "infeasible":
        print("The solution says that no rota is possible; there is nothing to check.")
        return NOT_DONE
    checked = check(problem, solution)
    objections = [str(violation) for violation in checked.violations]
    objections += _claims(solution, checked)
    for sentence in objections:
        print(sentence)
    for name, points in checked.points.items():
        print(f"{name:>12} {points:18,.6f}")
    print(f"{'objective':>12} {checked.objective:18,.6f}")
    return NOT_DONE if objections else DONE


def _claims(solution: Solution, checked: Check) -> list[str]:
    """Return what the solution says of itself that is not so."""
    wrong = []
    claimed, bound, points = solution.objective, solution.bound, checked.objective
    if claimed is not None and abs(claimed - points) > ROUNDING:
        wrong.append(f"The solution claims {claimed:,.6f} points; it earns {points:,.6f}.")
    if bound is not None and bound < points - ROUNDING:
        wrong.append(f"The solution claims a bound of {bound:,.6f}, but earns more: {points:,.6f}.")
    return wrong


def _problem(path: Path) -> Problem:
    text = _text(path)
    try:
        return read_problem(text)
    except FileInvalid as error:
        raise _bad_file(path, error) from error


def _bad_file(path: Path, error: FileInvalid) -> CommandRefused:
    return CommandRefused(BAD_FILE, *(f"{path}: {fault}" for fault in error.faults))


def _text(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise CommandRefused(BAD_FILE, f"{path}: cannot be read: {_cause(error)}") from error


def _require_writable(path: Path) -> None:
    """Find out before solving whether the answer can be written; what is there stays."""
    try:
        path.open("ab").close()
    except (OSError, ValueError) as error:
        raise CommandRefused(BAD_FILE, f"{path}: cannot be written: {_cause(error)}") from error


def _write(path: Path, solution: Solution) -> None:
    text = json.dumps(solution.to_dict(), ensure_ascii=False, indent=1) + "\n"
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandRefused(BAD_FILE, f"{path}: cannot be written: {_cause(error)}") from error


def _cause(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)


if __name__ == "__main__":
    sys.exit(main())
