"""The command line: `sckg COMMAND`. Exit code 0 fine, 1 the data is wrong, 2 the use or the machine is wrong."""

from sckg.cli import analyzing, asking, drawing, enriching, linking, looking, making, publishing, serving
from sckg.cli.root import main

__all__ = [
    "analyzing",
    "asking",
    "drawing",
    "enriching",
    "linking",
    "looking",
    "main",
    "making",
    "publishing",
    "serving",
]
