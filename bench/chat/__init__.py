"""What the chat does, beside the Channels tutorial's (tutorial.py) and the limit (limit.py)."""

from bench.chat import burst, idle, load, rooms, threes

PARTS = {"rooms": rooms, "threes": threes, "burst": burst, "load": load, "idle": idle}
