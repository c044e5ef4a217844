"""The way to one server outside: what it may send us elsewhere, and an end that can be cut.

urllib alone would follow redirects anywhere, reading each whole, and leave a connection that keeps silent open.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterable
from functools import cached_property, partial
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from ipaddress import ip_address
from typing import Any, Final, cast
from urllib.error import HTTPError
from urllib.parse import SplitResult, urljoin, urlsplit
from urllib.request import (
    AbstractHTTPHandler,
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

from sckg.errors import OutsideError
from sckg.store.remote import check_address

__all__ = ["Line", "is_near"]

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_AS_IT_IS: Final = frozenset({307, 308})
"""Redirects that keep the method and the body."""
MOST_REDIRECTS: Final = 3
_PORTS: Final = {"http": 80, "https": 443}


def _addresses(host: str) -> Iterable[str]:
    return {str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}


class Line:
    """Requests to the server of one address, one at a time.

    A redirect is followed on the same server alone, and never to an address of this machine or of a private network,
    unless the server itself was named there. Raises `OutsideError` for any other redirect.
    """

    def __init__(self, address: str, resolve: Callable[[str], Iterable[str]] = _addresses) -> None:
        self.address, self._resolve = check_address(address), resolve
        self._parts = urlsplit(address)
        self._near = is_near(self._parts.hostname or "")
        self._sockets: list[socket.socket] = []
        self._opener = OpenerDirector()
        for handler in (
            ProxyHandler({} if self._near else None),
            _Plain(self._sockets),
            _Secure(self._sockets),
            HTTPDefaultErrorHandler(),
            HTTPErrorProcessor(),
            UnknownHandler(),
        ):
            self._opener.add_handler(handler)

    def open(self, request: Request, timeout: float) -> HTTPResponse:
        """The answer to a request, its body not yet read; `timeout` in seconds is that of each step.

        Raises `HTTPError` and the other errors of urllib.
        """
        self._sockets.clear()
        for _ in range(MOST_REDIRECTS + 1):
            try:
                return cast(HTTPResponse, self._opener.open(request, timeout=timeout))
            except HTTPError as error:
                if error.code not in _REDIRECTS:
                    raise
                error.close()
                request = self._elsewhere(request, error.code, error.headers.get("Location", ""))
        raise self._refusal("redirects in a circle", "Check the address")

    def cut(self) -> None:
        """Close what is still open: whoever reads there stops."""
        for one in self._sockets:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # it is closed already

    def _elsewhere(self, request: Request, code: int, location: str) -> Request:
        """The request that a redirect wishes."""
        try:
            target = urljoin(request.full_url, location)
            parts, same = urlsplit(target), _same_server(self._parts, urlsplit(target))
        except ValueError:
            target, same = location, False
        if not same:
            raise self._refusal(f"redirects to another server, {target[:200]}", "Name that one with --endpoint")
        if not self._near and any(_is_private(address) for address in self._resolve(parts.hostname or "")):
            raise self._refusal(
                f"redirects to {target[:200]}, which lies in a private network", "Look who answers for this name"
            )
        if request.data is not None and code not in _AS_IT_IS:
            raise self._refusal(f"has moved to {target}", "Name that address with --endpoint")
        headers = {key: value for key, value in request.header_items() if key not in ("Host", "Content-length")}
        return Request(target, data=request.data, headers=headers)

    def _refusal(self, what: str, repair: str) -> OutsideError:
        return OutsideError(f"{self.address} {what}, where it is not followed. {repair}", ends=True)


def is_near(host: str) -> bool:
    """Whether a host is named as this machine, or by an address of a private network.

    >>> is_near("localhost"), is_near("127.0.0.1"), is_near("::1"), is_near("query.wikidata.org")
    (True, True, True, False)
    """
    return host == "localhost" or host.endswith(".localhost") or _is_private(host)


def _is_private(address: str) -> bool:
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return not (getattr(found, "ipv4_mapped", None) or found).is_global


def _same_server(one: SplitResult, other: SplitResult) -> bool:
    """Whether two addresses are of one server; from http to https on the usual ports is the same one."""
    if other.scheme not in _PORTS or "@" in other.netloc or one.hostname != other.hostname:
        return False
    ports = one.port or _PORTS[one.scheme], other.port or _PORTS[other.scheme]
    return (one.scheme == other.scheme and ports[0] == ports[1]) or (
        (one.scheme, other.scheme) == ("http", "https") and ports == (80, 443)
    )


class _Plain(HTTPHandler):
    def __init__(self, sockets: list[socket.socket]) -> None:
        super().__init__()
        self._made = partial(_remembered(HTTPConnection), sockets)

    def http_open(self, req: Request) -> HTTPResponse:
        return self.do_open(self._made, req)


class _Secure(HTTPSHandler):
    def __init__(self, sockets: list[socket.socket]) -> None:
        AbstractHTTPHandler.__init__(self)  # that of HTTPSHandler reads all certificates, also where none is needed
        self._made = partial(_remembered(HTTPSConnection), sockets)

    def https_open(self, req: Request) -> HTTPResponse:
        return self.do_open(self._made, req, context=self._context)

    @cached_property
    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context()


def _remembered(kind: type[HTTPConnection]) -> Callable[..., HTTPConnection]:
    """A kind of connection that leaves its socket in a list, where it can be cut."""

    class Remembered(kind):  # type: ignore[valid-type, misc]
        def __init__(self, sockets: list[socket.socket], host: str, **options: Any) -> None:
            super().__init__(host, **options)
            self._sockets = sockets

        def connect(self) -> None:
            super().connect()
            self._sockets.append(self.sock)

    return Remembered
