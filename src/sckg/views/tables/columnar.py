"""Answers as Parquet (https://parquet.apache.org/docs/file-format/), for notebooks and databases."""

from __future__ import annotations

import io

from sckg.errors import UsageError
from sckg.queries.tables import Table

__all__ = ["as_parquet"]


def as_parquet(table: Table) -> bytes:
    """Typed columns; the places where a row is stated are a list of strings in `sources`.

    Raises `UsageError` where pandas or pyarrow is missing.
    """
    try:
        import pyarrow
    except ImportError as error:
        raise UsageError("Parquet needs pyarrow, which is not installed. Repair: pip install 'sckg[data]'") from error
    frame = table.to_pandas()
    schema = pyarrow.Schema.from_pandas(frame, preserve_index=False)
    if table.sources:  # told, not guessed: of empty lists only no type could be guessed
        places = pyarrow.field("sources", pyarrow.list_(pyarrow.string()))
        schema = schema.set(schema.get_field_index("sources"), places)
    stream = io.BytesIO()
    frame.to_parquet(stream, engine="pyarrow", index=False, schema=schema)
    return stream.getvalue()
