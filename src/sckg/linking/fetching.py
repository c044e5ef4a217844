"""Questions to servers outside, by the rules of their owners: who asks is said, one request at a time, pauses obeyed.

An answer is read within a time and a size, looked through whole, and kept on disk before the next question is asked: a
run that ends early loses nothing, and the next one goes on where it stopped.
https://www.mediawiki.org/wiki/Wikidata_Query_Service/User_Manual, https://foundation.wikimedia.org/wiki/Policy:User-Agent_policy
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from http.client import HTTPException
from itertools import islice
from typing import Any, Final, TypeVar
from urllib.error import HTTPError, URLError
from urllib.request import Request

from sckg.errors import OutsideError, UsageError
from sckg.linking.cache import Cache, Stored
from sckg.linking.line import Line
from sckg.linking.reading import Row, read_json, read_rows
from sckg.queries.parameters import fill_values
from sckg.store.remote import LONGEST_ADDRESS, USER_AGENT, check_address
from sckg.store.transfer import BUSY, BrokenOff, pause, read_whole, within

__all__ = ["BATCH", "Answer", "Answers", "Clock", "Fetcher", "Limits", "user_agent"]

BATCH: Final = 200
"""Terms in one VALUES block at most: Wikidata refuses or cuts much larger ones."""
_PATIENCE: Final = 2
"""Batches in a row that may fail before the others are left for the next run."""
_JSON: Final = frozenset({"application/json", "application/sparql-results+json"})
_SAID: Final = 2000
"""Bytes read of what a server says beside a refusal."""
_T = TypeVar("_T")

Progress = Callable[[int, int, str], None]
"""Told how many of how many requests are done, and what is asked."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds of one request and of the whole run, bytes of an answer, attempts, seconds of the longest pause.

    `batch` is the number of things asked about at once; an answer on disk that is older than `age` is asked for anew.
    """

    timeout: float = 60.0
    deadline: float = 1800.0
    size: int = 16 * 2**20
    attempts: int = 4
    longest_pause: float = 120.0
    age: timedelta = timedelta(days=7)
    batch: int = BATCH


@dataclass(frozen=True, slots=True)
class Clock:
    """Time, as a test can set it: seconds that only grow, the hour in UTC, and waiting."""

    now: Callable[[], float] = time.monotonic
    utc: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: a JSON value, or the rows of a SELECT, and the day on which it came (UTC)."""

    value: Any
    retrieved: date


@dataclass(slots=True)
class Answers:
    """The rows of a question put in batches, the day on which the answer about each term came, and what failed."""

    rows: list[Row] = field(default_factory=list)
    asked: dict[str, date] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    failures: list[OutsideError] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether every batch was answered."""
        return not self.missing

    def need(self) -> list[Row]:
        """The rows. Raises `OutsideError` where a batch is missing."""
        if self.whole:
            return self.rows
        done, reason = len(self.asked), self.failures[0] if self.failures else OutsideError("nothing was asked")
        raise OutsideError(
            f"{reason}\n{done} of {done + len(self.missing)} things are answered and kept; nothing was written. "
            "Run the command again, it goes on from there",
            ends=True,
        )


def user_agent() -> str:
    """Who asks, with an address to write to: `SCKG_CONTACT` where it is set (a mail address, or a page).

    Raises `UsageError` where that does not fit into a header.
    """
    contact = os.environ.get("SCKG_CONTACT", "").strip()
    if not contact:
        return USER_AGENT
    if not (contact.isascii() and contact.isprintable() and not set(contact) & set("()\\")):
        raise UsageError(f"SCKG_CONTACT={contact!r}: write a mail address or a web address in ASCII, without brackets")
    return USER_AGENT.replace(")", f"; {contact})")


def _silent(done: int, total: int, what: str) -> None:
    del done, total, what


class _Hitch(Exception):
    """What may go better next time: the reason, and the pause the server wishes."""

    def __init__(self, reason: str, wish: str | None = None) -> None:
        self.reason, self.wish = reason, wish
        super().__init__(reason)


class _Refused(Exception):
    """A status other than success, and the first words beside it."""

    def __init__(self, error: HTTPError, said: bytes) -> None:
        self.status, self.reason, self.wish = error.code, error.reason, error.headers.get("Retry-After")
        self.said = " ".join(said.decode("utf-8", "replace").split())[:300]
        super().__init__(self.said)


class Fetcher:
    """Asks servers outside, or with `offline` only what lies on disk; the clock of the whole run starts here.

    `oldest` is the first day on which an answer came that was handed out.
    """

    def __init__(
        self,
        cache: Cache,
        *,
        offline: bool = False,
        limits: Limits | None = None,
        clock: Clock | None = None,
        progress: Progress = _silent,
    ) -> None:
        self.cache, self.offline, self.progress = cache, offline, progress
        self.limits, self.clock = limits or Limits(), clock or Clock()
        self._agent, self._end = user_agent(), self.clock.now() + self.limits.deadline
        self._lines: dict[str, Line] = {}
        self.oldest: date | None = None

    def today(self) -> date:
        """The day, in UTC."""
        return self.clock.utc().date()

    def select(self, endpoint: str, text: str) -> Answer:
        """The rows of a SELECT at a SPARQL endpoint.

        Raises `OutsideError` where there is no whole answer.
        """
        return self._obtain(check_address(endpoint), text, partial(self._question, endpoint, text), read_rows)

    def page(self, address: str, read: Callable[[bytes], Any] = read_json) -> Answer:
        """What `read` makes of the JSON at an address; it raises `ValueError` for what is none.

        Raises `OutsideError` where there is none, or not the whole of it.
        """
        return self._obtain(check_address(address), "", partial(self._plain, address), read)

    def select_about(self, endpoint: str, text: str, name: str, terms: Iterable[str]) -> Answers:
        """The rows of a SELECT about many terms, `VALUES ?name { UNDEF }` in its text standing for a batch of them.

        Terms are IRIs and literals in N-Triples. A batch that fails is told in the result; the others are asked all
        the same, but after two in a row, or where the server wants to be left alone.
        """
        if fill_values(text, name, ("",)) == text:
            raise UsageError(f"this outside query has no VALUES ?{name} {{ UNDEF }}:\n{text[:200]}")
        batches, found, patience = list(_batches(terms, min(self.limits.batch, BATCH))), Answers(), _PATIENCE
        for index, some in enumerate(batches):
            self.progress(index, len(batches), endpoint)
            if patience <= 0:
                found.missing += some
                continue
            try:
                answer = self.select(endpoint, fill_values(text, name, some))
            except OutsideError as error:
                patience = patience if self.offline else 0 if error.ends else patience - 1
                found.failures.append(error)
                found.missing += some
                continue
            patience = _PATIENCE
            found.rows += answer.value
            found.asked |= dict.fromkeys(some, answer.retrieved)
        self.progress(len(batches), len(batches), endpoint)
        return found

    def _obtain(self, endpoint: str, text: str, made: Callable[[], Request], read: Callable[[bytes], _T]) -> Answer:
        """What is on disk and young enough, else what the server says, which then is on disk.

        An answer on disk that says nothing at all is asked for again: the server may have been out of order.
        """
        stored = self.cache.read(endpoint, text)
        if stored and not self.offline and self.clock.utc() - stored.retrieved >= self.limits.age:
            stored = None
        if self.offline and not stored:
            raise OutsideError(f"{endpoint}: no such answer in {self.cache.folder}. Run once without --offline")
        value = read(stored.body) if stored else None
        if not stored or not (self.offline or value):
            body, value = self._persist(endpoint, made, read)
            stored = Stored(endpoint, text, self.clock.utc(), body)
            self.cache.write(stored)
        day = stored.retrieved.date()
        self.oldest = min(self.oldest or day, day)
        return Answer(value, day)

    def _persist(self, endpoint: str, made: Callable[[], Request], read: Callable[[bytes], _T]) -> tuple[bytes, _T]:
        """A whole answer, after several attempts if need be."""
        last = ""
        for attempt in range(1, self.limits.attempts + 1):
            if last and self._left() <= 0:
                break
            request = made()
            try:
                body = self._once(endpoint, request)
                return body, read(body)
            except _Hitch as hitch:
                last, wait = hitch.reason, pause(hitch.wish, attempt, first=2.0, now=self._seconds)
                if hitch.wish and wait > min(self.limits.longest_pause, self._left()):
                    raise OutsideError(
                        f"{endpoint} is busy and asks to come back in {_long(wait)}. Run the command again then",
                        ends=True,
                    ) from hitch
            except ValueError as error:
                last, wait = f"the answer breaks off or is damaged ({error})", pause(None, attempt, first=2.0)
            if attempt < self.limits.attempts:
                self.clock.sleep(max(0.0, min(wait, self._left())))
        if self._left() <= 0:
            raise OutsideError(f"{endpoint}: {last}, and {self._over()}", ends=True)
        raise OutsideError(f"{endpoint}: {last}, in {self.limits.attempts} attempts. Run the command again later")

    def _once(self, endpoint: str, request: Request) -> bytes:
        """The body of one answer; raises `_Hitch` for what may be asked again, `OutsideError` for what may not."""
        if (left := self._left()) <= 0:
            raise OutsideError(f"{endpoint}: {self._over()}", ends=True)
        line = self._lines.setdefault(endpoint, Line(endpoint))
        seconds = min(self.limits.timeout, left)
        try:
            return within(time.monotonic() + seconds, partial(self._transfer, line, request, seconds))
        except _Refused as refused:
            raise self._judged(endpoint, refused) from refused
        except TimeoutError as error:
            line.cut()
            raise _Hitch(f"no whole answer within {seconds:g} s") from error
        except BrokenOff as error:
            raise _Hitch("the answer breaks off") from error
        except (URLError, HTTPException, OSError) as error:
            raise self._lost(endpoint, error, seconds) from error

    def _transfer(self, line: Line, request: Request, seconds: float) -> bytes:
        """Runs in a thread of its own: ask, look at the head, read."""
        end = time.monotonic() + seconds
        try:
            response = line.open(request, seconds)
        except HTTPError as error:
            with error:
                raise _Refused(error, error.read1(_SAID) if hasattr(error, "read1") else b"") from error
        with response:
            kind, packed = response.headers.get_content_type(), response.headers.get("Content-Encoding", "identity")
            if kind not in _JSON or packed != "identity":
                start = " ".join(response.read1(200).decode("utf-8", "replace").split())
                sent = response.headers.get("Content-Type") or "no type"
                raise OutsideError(
                    f"{line.address} answered with {sent if packed == 'identity' else packed}, not with JSON: "
                    f"{start!r}. Is this the right address, and no login page of the network in between?",
                    ends=True,
                )
            try:
                return read_whole(line.address, response, end, self.limits.size)
            except BrokenOff:
                raise
            except UsageError as error:
                raise OutsideError(f"{error}. The rest was not read") from error

    def _judged(self, endpoint: str, refused: _Refused) -> Exception:
        """What a status means: come back, or do not."""
        told = f"answers {refused.status} {refused.reason}"
        if refused.status in BUSY:
            return _Hitch(told, refused.wish)
        if refused.status == 500:
            return _Hitch(f"{told}: {refused.said!r}")
        said = f": {refused.said!r}" if refused.said else ""
        return OutsideError(f"{endpoint} {told}{said}. Check the address, and the query", ends=refused.status != 400)

    def _lost(self, endpoint: str, error: Exception, seconds: float) -> Exception:
        reason = getattr(error, "reason", None) or error
        if isinstance(reason, TimeoutError):
            return _Hitch(f"no whole answer within {seconds:g} s")
        if isinstance(reason, ConnectionError | HTTPException) and not isinstance(reason, ConnectionRefusedError):
            return _Hitch(f"the connection broke ({reason})")
        return OutsideError(
            f"{endpoint} cannot be reached ({reason}). Is there a way to the internet? What is kept: --offline",
            ends=True,
        )

    def _question(self, endpoint: str, text: str) -> Request:
        from SPARQLWrapper import GET, JSON, POST, SELECT, SPARQLWrapper

        wrapper = SPARQLWrapper(endpoint, returnFormat=JSON, agent=self._agent)
        wrapper.setQuery(text)
        wrapper.queryType = SELECT  # its own guess takes words of comments for an update
        wrapper.setMethod(GET if len(text.encode()) <= LONGEST_ADDRESS else POST)
        request: Request = wrapper._createRequest()  # its urlopen would follow redirects anywhere
        return request

    def _plain(self, address: str) -> Request:
        return Request(address, headers={"User-Agent": self._agent, "Accept": "application/json"})

    def _over(self) -> str:
        return f"the {self.limits.deadline:g} s of this run are over. Run it again, it goes on from here"

    def _left(self) -> float:
        return self._end - self.clock.now()

    def _seconds(self) -> float:
        return self.clock.utc().timestamp()


def _long(seconds: float) -> str:
    """A wait in words; no server means a year.

    >>> _long(90), _long(2_300_567_224)
    ('90 s', 'more than a day')
    """
    return f"{seconds:.0f} s" if seconds < 86_400 else "more than a day"


def _batches(terms: Iterable[str], size: int) -> Iterator[Sequence[str]]:
    rest = iter(dict.fromkeys(terms))
    while some := list(islice(rest, size)):
        yield some
