"""Our own address as the person's browser knows it, for what must be a whole address: a link to hand over."""

from collections.abc import Mapping
from typing import Protocol

from starlette.datastructures import URL


class Asked(Protocol):
    """A FastAPI or a Gradio request: both know where they were sent."""

    @property
    def headers(self) -> Mapping[str, str]: ...

    @property
    def url(self) -> URL: ...


def own_address(request: Asked, secure: bool) -> str:
    """« https://stage.exemple.fr »; ``secure`` says that a proxy in front speaks HTTPS, whatever reaches us.

    The host is what the browser asked for: a false one fools nobody but who sent it.
    """
    scheme = "https" if secure else request.url.scheme
    return f"{scheme}://{request.headers.get('host', request.url.netloc)}"
