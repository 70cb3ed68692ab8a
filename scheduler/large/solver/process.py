"""A programme solved in a process of its own, which can be ended at any moment.

HiGHS cannot be interrupted from within, and threads cannot be ended. A new interpreter may be
started anywhere, in a daemonic process and beside threads too, and asks nothing of the caller.
What goes to it and comes back are plain arrays in unnamed files. The answer has a descriptor of
its own: the solver's library may print to standard output whenever it likes.
"""

import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from io import BytesIO
from time import monotonic
from typing import IO

import numpy as np
from ortools.math_opt import model_pb2

from scheduler.arrays.columns import Floats, Ints
from scheduler.large.solver.highs import Outcome, keep_near, solve_model
from scheduler.large.solver.programme import Programme

CODE = (
    "import sys; sys.path[:] = sys.argv[2:]; "
    "from scheduler.large.solver.process import main; main(int(sys.argv[1]))"
)
PATIENCE = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """How to solve a programme.

    `seconds`, `seed` and `hint` are as for `Programme.solve`, `nodes` is -1 for any number. Of
    the columns `near`, only those are left that the hint or the linear relaxation uses, the latter
    with random `noise` of so many points, or that would cost a `loss` of fewer points; if there
    are none, nothing is left out and the bound is what counts.
    """

    seconds: float
    nodes: int
    seed: int
    hint: Floats
    near: Ints
    noise: float = 0.0
    loss: float = 0.0


class OwnProcess:
    """A programme, not empty, that is being solved."""

    def __init__(self, programme: Programme, task: Task) -> None:
        self._answer: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # closed by `end`
        model = np.frombuffer(programme.model().SerializeToString(), np.uint8)
        with tempfile.TemporaryFile() as file:
            np.savez(file, model=model, **asdict(task))
            file.seek(0)
            self._process = subprocess.Popen(  # noqa: S603  # nothing here comes from outside
                [sys.executable, "-c", CODE, str(self._answer.fileno()), *sys.path],
                stdin=file,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(self._answer.fileno(),),
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


def main(descriptor: int) -> None:
    """Solve the programme on standard input; the answer goes to a file that is open already."""
    with np.load(BytesIO(sys.stdin.buffer.read())) as packed:
        model = model_pb2.ModelProto.FromString(packed["model"].tobytes())
        task = Task(
            seconds=float(packed["seconds"]),
            nodes=int(packed["nodes"]),
            seed=int(packed["seed"]),
            hint=packed["hint"],
            near=packed["near"],
            noise=float(packed["noise"]),
            loss=float(packed["loss"]),
        )
    found = solve(model, task)
    answer = BytesIO()
    values = np.zeros(0) if found.values is None else found.values
    np.savez(answer, values=values, bound=np.array(found.bound))
    with open(descriptor, "wb") as file:
        file.write(answer.getvalue())


def solve(model: model_pb2.ModelProto, task: Task) -> Outcome:
    """Solve a programme as a task says."""
    begin, near = monotonic(), len(task.near) > 0
    if near:
        noise = np.random.default_rng(task.seed).normal(0.0, 1.0, len(task.near)) * task.noise
        keep_near(model, task.near, task.hint, task.seconds, noise=noise, loss=task.loss)
    return solve_model(
        model,
        task.seconds - (monotonic() - begin),
        nodes=None if task.nodes < 0 else task.nodes,
        seed=task.seed,
        hint=task.hint,
        searching=near,
    )
