"""What is written to `docs/mutation.md`."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tools.mutation.trying import Outcome

REPORT = Path("docs/mutation.md")
VERDICTS = Path(__file__).with_name("verdicts.toml")
HEAD = """# What the tests miss

`make mutation` changes one small thing at a time inside the rules, the ledger and the optimiser's
checker (`<` to `<=`, `+` to `−`, `and` to `or`, a number by one, what is returned or raised left
out …) and runs the tests that pass the line, on SQLite, until one fails: then the change is
killed. What survives is a test that is missing, or changes nothing that anybody could notice:
`tools/mutation/verdicts.toml` says which. The score leaves out the changes that alter nothing.
Constants and tables outside functions are not tried, nor is the wording of sentences.

"""


@dataclass(slots=True)
class Standing:
    """What became of the changes of one file."""

    counts: Counter[str] = field(default_factory=Counter)
    left: list[str] = field(default_factory=list)

    @property
    def killed(self) -> int:
        """How many changes a test noticed; one that hangs is noticed too."""
        return self.counts[Outcome.KILLED] + self.counts[Outcome.HUNG]


def write_report(kept: Path) -> None:
    """Write the report from the outcomes kept so far."""
    verdicts: dict[str, str] = tomllib.loads(VERDICTS.read_text(encoding="utf-8"))
    files = _standings(kept)
    day = datetime.now(UTC).date()
    rows = [f"Run on {day:%-d %B %Y}.\n", "| file | changes | killed | left | same | score |"]
    rows.append("|---|--:|--:|--:|--:|--:|")
    total = Standing()
    for file, standing in sorted(files.items()):
        rows.append(_row(f"`{file}`", standing, verdicts))
        total.counts.update(standing.counts)
        total.left += standing.left
    rows.append(_row("**all**", total, verdicts))
    text = HEAD + "\n".join(rows) + "\n" + _listed(total.left, verdicts)
    REPORT.write_text(text, encoding="utf-8")


def _standings(kept: Path) -> dict[str, Standing]:
    files: dict[str, Standing] = {}
    for path in sorted(kept.glob("*.json")):
        for file, outcomes in json.loads(path.read_text(encoding="utf-8")).items():
            standing = files.setdefault(file, Standing())
            for key, outcome in outcomes.items():
                if key == "source":
                    continue
                standing.counts[outcome] += 1
                if outcome in (Outcome.SURVIVED, Outcome.UNREACHED):
                    standing.left.append(key)
    return files


def _row(name: str, standing: Standing, verdicts: dict[str, str]) -> str:
    changes = standing.counts.total()
    same = sum(key in verdicts for key in standing.left)
    score = f"{100 * standing.killed / (changes - same):.0f} %" if changes > same else "–"
    left = len(standing.left) - same
    return f"| {name} | {changes} | {standing.killed} | {left} | {same} | {score} |"


def _listed(left: list[str], verdicts: dict[str, str]) -> str:
    to_kill = [f"- `{key}`\n" for key in left if key not in verdicts]
    same = [f"- `{key}`: {verdicts[key]}\n" for key in left if key in verdicts]
    text = ""
    if to_kill:
        text += f"\n## To kill\n\n{''.join(to_kill)}"
    if same:
        text += f"\n## Nobody could notice\n\n{''.join(same)}"
    return text
