"""Random numbers that are the same every time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["loaded_dice"]


@contextmanager
def loaded_dice(seed: int) -> Iterator[None]:
    """Random numbers of igraph from a seed of ours; Python's own are left alone."""
    import igraph

    igraph.set_random_number_generator(random.Random(seed))
    try:
        yield
    finally:
        igraph.set_random_number_generator(random)
