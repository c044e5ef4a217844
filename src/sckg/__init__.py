"""sckg, the Smart City Knowledge Graph: how Korea, China and Japan take smart cities abroad, citable and queryable."""

__version__ = "0.1.0"
