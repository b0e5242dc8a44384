"""Which requests are let in: those of the live page itself. Requests of other pages in the same browser are refused."""

import re
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOSTS = ("127.0.0.1", "localhost")
HERE = rf"({'|'.join(map(re.escape, HOSTS))})(:\d+)?"
"""The host names under which the page is served; under any other the page could be somebody else's."""

PATHS = ("/", "/favicon.ico")
PARTS = ("/_nicegui/", "/_nicegui_ws/")
"""The paths at which something is served: the page, the files that it loads, and its websocket."""

POLICY = 1008
"""The code that closes a websocket which is refused (RFC 6455, 7.4.1); before it has opened, that is a 403."""

SAFE = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}
"""Headers of every answer: no other page may frame it, read it, or hold a handle to its window."""


class Door:
    """Lets requests and websockets through to `app` that come from the page at `port` of this machine, or from no page.

    Another name in `Host` is answered with 400; with 403 another `Origin`, or a `Sec-Fetch-Site` that says that another
    site asks for more than to open the page; paths at which nothing is served with 404. Websockets get 403 in all these
    cases.
    """

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._port = port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        refused = self._refused(scope["path"], Headers(scope=scope))
        if refused is None:
            await self._app(scope, receive, _safely(send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY, "reason": refused[1]})
        else:
            await PlainTextResponse(refused[1], refused[0])(scope, receive, _safely(send))

    def _refused(self, path: str, headers: Headers) -> tuple[int, str] | None:
        # The status and the message for a request that is refused.
        if not self._is_here(headers):
            return 400, "There is nothing under this name."
        if self._is_foreign(headers):
            return 403, "Other pages are not let in."
        if not (path in PATHS or path.startswith(PARTS)):
            return 404, "There is nothing here."
        return None

    def _is_here(self, headers: Headers) -> bool:
        hosts = headers.getlist("host")
        return len(hosts) == 1 and re.fullmatch(HERE, hosts[0], re.IGNORECASE) is not None

    def _is_foreign(self, headers: Headers) -> bool:
        own = {f"http://{host}:{self._port}" for host in HOSTS}
        if not own.issuperset(headers.getlist("origin")):
            return True
        # A page is opened from anywhere, say from a mail; only the page itself asks for its parts.
        opened = (headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")) == ("navigate", "document")
        return headers.get("sec-fetch-site", "none") not in ("none", "same-origin") and not opened


def _safely(send: Send) -> Send:
    async def safe(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers: Any = MutableHeaders(scope=message)
            headers.update(SAFE)
        await send(message)

    return safe
