"""What a misbehaving server does: behaviours that several tests give it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Behaviour, Handler, Request


def says(status: int, body: bytes = b"", **headers: str) -> Behaviour:
    """An answer with a status, a body and heads."""
    return lambda handler, _: handler.answer(status, body, **headers)


def raw(*pieces: bytes) -> Behaviour:
    """Bytes as they stand, head included, then the end of the connection."""

    def behave(handler: Handler, _: Request) -> None:
        for piece in pieces:
            handler.wfile.write(piece)
        handler.drop()

    return behave
