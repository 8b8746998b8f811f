def print_table(head: list[str], rows: list[list]):
    """As Markdown; a row whose first cell compares two is bold."""
    print(f"\n| {' | '.join(head)} |\n|{' --- |' * len(head)}")
    for row in rows:
        cells = [f"**{cell}**" if "/" in row[0] and cell else str(cell) for cell in row]
        print(f"| {' | '.join(cells)} |", flush=True)


def ratio(ours: float, theirs: float) -> str:
    return f"{ours / theirs:.2f}×" if theirs else "nothing to compare with"
