"""The last lines of a run: how many tests passed, and what could not be tested."""

import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

NOTHING_COLLECTED = 5
LONGEST_REASON = 300  # characters


@dataclass
class Outcome:
    title: str
    passed: int = 0
    failures: list[str] = field(default_factory=list)  # a test and its message, a line each
    skipped: Counter = field(default_factory=Counter)  # how many, by reason
    code: int = 0
    missing: list[str] = field(default_factory=list)  # a line for each server

    @property
    def failed(self) -> int:
        return len(self.failures)

    @property
    def total(self) -> int:
        return self.passed + self.failed + self.skipped.total()

    @property
    def passed_all(self) -> bool:
        return self.code in (0, NOTHING_COLLECTED)

    def __str__(self):
        counts = f"{self.passed} passed, {self.failed} failed, {self.skipped.total()} skipped"
        is_explained = self.passed_all or self.failed
        return f"{self.title}: {counts}" + (
            "" if is_explained else f" (pytest ended with {self.code})"
        )


def read_outcome(title: str, report: Path, code: int, missing: Iterable[str] = ()) -> Outcome:
    """Read the JUnit XML that pytest wrote. Without it (a usage error, a crash) the outcome is the
    exit code alone."""
    outcome = Outcome(title, code=code, missing=[*missing])
    if not report.exists():
        return outcome
    for case in ElementTree.parse(report).iter("testcase"):
        skipped = case.find("skipped")
        broke = [*case.iter("failure"), *case.iter("error")]
        if broke:
            outcome.failures.append(_failure(case, broke[0]))
        elif skipped is not None:
            outcome.skipped[skipped.get("message", "")] += 1
        else:
            outcome.passed += 1
    return outcome


def _failure(case: ElementTree.Element, why: ElementTree.Element) -> str:
    message = " ".join(why.get("message", "").split())
    return f"{case.get('classname', '')}.{case.get('name')}: {message[:LONGEST_REASON]}"


def summary(outcomes: list[Outcome], missing: list[str], seconds: float) -> str:
    lines = ["", *map(str, outcomes)]
    missing = [*missing, *(reason for outcome in outcomes for reason in outcome.missing)]
    lines += [f"not available: {reason}" for reason in dict.fromkeys(missing)]
    for outcome in outcomes:
        lines += [
            f"skipped ({outcome.title}): {count} × {reason}"
            for reason, count in outcome.skipped.items()
        ]
    for outcome in outcomes:
        lines += [f"failed ({outcome.title}): {failure}" for failure in outcome.failures]
    passed = sum(outcome.passed for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes)
    skipped = sum(outcome.skipped.total() for outcome in outcomes)
    lines.append(f"All of it took {seconds:.0f} s.")
    lines.append(f"{passed} passed, {failed} failed, {skipped} skipped")
    return "\n".join(lines)
