"""Reading over HTTP: within a deadline and a size, and how long a busy server wishes to be left alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from email.utils import parsedate_to_datetime
from threading import Thread
from typing import Any, Final, TypeVar

from sckg.errors import UsageError

__all__ = ["BUSY", "BrokenOff", "pause", "read_whole", "within"]

BUSY: Final = frozenset({429, 502, 503, 504})
"""Statuses after which the same question may be asked again."""
_T = TypeVar("_T")


class BrokenOff(UsageError):
    """An answer ended before all of it had come: asking again may help."""


def within(end: float, work: Callable[[], _T]) -> _T:
    """The result of some work in a thread of its own, left behind at the deadline.

    `end` is a time of `time.monotonic`. The timeout of a socket begins anew with every byte: a server that sends its
    head in drops would hold us for hours. Raises `TimeoutError`, or what the work raises.
    """
    result: Future[_T] = Future()

    def run() -> None:
        try:
            result.set_result(work())
        except Exception as error:  # noqa: BLE001 - it is raised in the thread that waits
            result.set_exception(error)

    Thread(target=run, daemon=True).start()
    return result.result(max(0.1, end - time.monotonic()))


def pause(wished: str | None, attempt: int, *, first: float = 0.5, now: Callable[[], float] = time.time) -> float:
    """Seconds to wait, by `Retry-After` (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after), or doubling.

    >>> pause("7", 1), pause(None, 1), pause("soon", 3)
    (7.0, 0.5, 2.0)
    """
    if wished is not None and wished.isdecimal():
        return float(wished)
    try:
        return max(0.0, parsedate_to_datetime(wished or "").timestamp() - now())
    except ValueError:
        return first / 2 * 2.0**attempt


def read_whole(url: str, response: Any, end: float, largest: int) -> bytes:
    """The whole body, within the deadline (a time of `time.monotonic`) and the size in bytes.

    Raises `UsageError` for a larger one, `BrokenOff` for a shorter one than announced, `TimeoutError` for a late one.
    """
    parts, size = [], 0
    while part := response.read1(1 << 16):
        size += len(part)
        if size > largest:
            raise UsageError(f"{url}: the answer is over {largest >> 20} MB. Narrow the question, or use LIMIT")
        if time.monotonic() > end:
            raise TimeoutError
        parts.append(part)
    wanted = response.headers.get("Content-Length")
    if wanted and wanted.isdecimal() and size < int(wanted):
        raise BrokenOff(f"{url}: the answer breaks off after {size} of {wanted} bytes. Ask again")
    return b"".join(parts)
