"""Keeps web pages away from MiniStack.

Every page in the developer's browser may send requests to loopback. MiniStack verifies no signature, and its headers
let every page read the answers: any page could open the credentials of a local stack. So a request that a page of
another origin makes is refused before MiniStack sees it, and no answer tells a browser that a page may read it.

A browser adds `Origin` and `Sec-Fetch-Site` itself, and no page can take them away. A page whose own name leads to
loopback (DNS rebinding) has the browser send that name as `Host`. The port may be another one: then a proxy on loopback
forwards the request, as in the fault run, and the signature covers the port that the caller knows.

What is replaced is looked up by name, so a MiniStack that renamed it stops the start with an AttributeError.
"""

import re

from ministack import app

LOOPBACK = re.compile(rb"(127\.0\.0\.1|localhost|\[::1\]):[0-9]{1,5}")
FOREIGN_SITES = (b"cross-site", b"same-site")
STARTS = ("http.response.start", "websocket.accept", "websocket.http.response.start")

answer = app.app


def why_refused(headers: list[tuple[bytes, bytes]]) -> str | None:
    def values(name: bytes) -> list[bytes]:
        return [value.strip().lower() for key, value in headers if key.lower() == name]

    hosts = values(b"host")
    if len(hosts) != 1 or LOOPBACK.fullmatch(hosts[0]) is None:
        return "it is not addressed to loopback, by name and port"
    if values(b"origin"):
        return "it has an Origin: a web page made it"
    if any(site in FOREIGN_SITES for site in values(b"sec-fetch-site")):
        return "its Sec-Fetch-Site says that another web page made it"
    return None


def without_cors(send):
    """CORS headers are what lets a page read an answer."""

    async def send_without(message):
        if message["type"] in STARTS:
            headers = [pair for pair in message.get("headers", []) if not pair[0].lower().startswith(b"access-control-")]
            message = {**message, "headers": headers}
        await send(message)

    return send_without


async def refuse(scope, receive, send, reason: str) -> None:
    print(f"REFUSED {scope['type']} request: {reason}", flush=True)
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": f"The local AWS refuses this request: {reason}.\n".encode()})


async def guarded(scope, receive, send) -> None:
    if scope["type"] not in ("http", "websocket"):
        return await answer(scope, receive, send)
    reason = why_refused(scope["headers"])
    if reason is not None:
        return await refuse(scope, receive, send, reason)
    return await answer(scope, receive, without_cors(send))


def install() -> None:
    app.app = guarded
