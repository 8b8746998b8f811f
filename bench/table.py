"""Results as Markdown tables."""

from collections.abc import Iterable, Sequence


def print_table(head: list[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table; a row whose first cell holds a slash compares two servers and is bold."""
    print(f"\n| {' | '.join(head)} |\n|{' --- |' * len(head)}")
    for row in rows:
        bold = "/" in str(row[0])
        cells = [f"**{cell}**" if bold and cell else str(cell) for cell in row]
        print(f"| {' | '.join(cells)} |", flush=True)


def ratio(ours: float, theirs: float) -> str:
    return f"{ours / theirs:.2f}×" if theirs else "nothing to compare with"
