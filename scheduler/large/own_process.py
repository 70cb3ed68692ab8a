"""A programme solved in a process of its own, which can be ended at any moment.

HiGHS cannot be interrupted from within, and threads cannot be ended. A new interpreter may be
started anywhere, in a daemonic process and beside threads too, and asks nothing of the caller.
What goes to it and comes back are plain arrays in unnamed files.
"""

import subprocess  # noqa: S404  # this interpreter, with arguments of our own
import sys
import tempfile
from io import BytesIO
from typing import IO

import numpy as np
from ortools.math_opt import model_pb2

from scheduler.arrays import Floats
from scheduler.large.linear import Outcome, Programme, solve_model

CODE = "import sys; sys.path[:] = sys.argv[1:]; from scheduler.large.own_process import main; main()"
PATIENCE = 5.0


class OwnProcess:
    """A programme that is being solved.

    Parameters
    ----------
    programme
        What is to be solved; not empty.
    seconds, nodes, seed, hint
        As for `Programme.solve`.
    """

    def __init__(
        self,
        programme: Programme,
        *,
        seconds: float,
        nodes: int | None,
        seed: int,
        hint: Floats,
    ) -> None:
        self._answer: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # closed by `end`
        model = np.frombuffer(programme.model().SerializeToString(), np.uint8)
        numbers = np.array([seconds, -1 if nodes is None else nodes, seed], float)
        with tempfile.TemporaryFile() as task:
            np.savez(task, model=model, numbers=numbers, hint=hint)
            task.seek(0)
            self._process = subprocess.Popen(  # noqa: S603  # nothing here comes from outside
                [sys.executable, "-c", CODE, *sys.path],
                stdin=task,
                stdout=self._answer,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )

    @property
    def running(self) -> bool:
        """Whether the process has not ended yet."""
        return self._process.poll() is None

    def outcome(self) -> Outcome | None:
        """Return what was found once the process has ended; `None` if it failed."""
        if self._process.poll() != 0 or self._answer.closed:
            return None
        self._answer.seek(0)
        with np.load(BytesIO(self._answer.read())) as answer:
            values = answer["values"]
            return Outcome(values=values if len(values) else None, bound=float(answer["bound"]))

    def end(self) -> None:
        """End the process if it still runs; may be called again."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait(PATIENCE)
        self._answer.close()


def main() -> None:
    """Solve the programme on standard input; the answer goes to standard output."""
    with np.load(BytesIO(sys.stdin.buffer.read())) as task:
        model = model_pb2.ModelProto.FromString(task["model"].tobytes())
        seconds, nodes, seed = task["numbers"].tolist()
        hint = task["hint"]
    found = solve_model(
        model, seconds, nodes=None if nodes < 0 else int(nodes), seed=int(seed), hint=hint
    )
    answer = BytesIO()
    values = np.zeros(0) if found.values is None else found.values
    np.savez(answer, values=values, bound=np.array(found.bound))
    sys.stdout.buffer.write(answer.getvalue())
    sys.stdout.buffer.flush()
