"""Where a request comes from, as far as it may be believed, and never kept as it is.

``X-Forwarded-For`` is written by whoever likes: it is read from the proxies of CHORISTE_TRUSTED_PROXIES alone, and
what others send under such names is thrown away before Gradio or we could read it.
"""

import hashlib
import hmac
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, Final, Protocol

from starlette.datastructures import Address
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

_FORWARDED: Final = (b"forwarded", b"x-forwarded-", b"x-real-ip", b"x-http-method", b"x-original-", b"x-rewrite-")
_OWN_NETWORK_V6: Final = 64  # what a provider gives to one household: each of its addresses is the same person's


class Reached(Protocol):
    """A FastAPI or a Gradio request."""

    @property
    def client(self) -> Address | None: ...


class TrustedProxies:
    """Puts the true client and scheme in the scope when a trusted proxy tells them; removes such headers otherwise."""

    def __init__(self, app: ASGIApp, trusted: str) -> None:
        self._app = app
        self._trusted = [ip_network(one.strip(), strict=False) for one in trusted.split(",") if one.strip()]
        told: Any = ProxyHeadersMiddleware  # uvicorn's types of a scope aren't Starlette's
        self._told = told(app, trusted_hosts=trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
        elif self._trusts(scope.get("client")):
            scope.setdefault("state", {})["trusted_proxy"] = True
            await self._told(scope, receive, send)
        else:
            scope["headers"] = [(name, value) for name, value in scope["headers"] if not name.startswith(_FORWARDED)]
            await self._app(scope, receive, send)

    def _trusts(self, client: tuple[str, int] | None) -> bool:
        found = _ip(client[0]) if client else None
        return found is not None and any(found in network for network in self._trusted)


class Pseudonyms:
    """Names an address by a keyed hash: the same address has the same name here, and none elsewhere."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def of(self, request: Reached) -> str:
        place = network_of(request.client.host if request.client else "")
        return hmac.new(self._key, f"adresse:{place}".encode(), hashlib.sha256).hexdigest()[:32]


def network_of(address: str) -> str:
    """The address, or the /64 of an IPv6 one, since who has one has them all."""
    found = _ip(address)
    if isinstance(found, IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped or ip_network((found, _OWN_NETWORK_V6), strict=False))
    return str(found or address)


def _ip(address: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(address)
    except ValueError:
        return None
