"""Links to the open data of the world, and what it knows about our things; never a part of a build."""

__all__: list[str] = []
