"""Keeps web pages away from MiniStack.

Every page in the developer's browser may send requests to loopback. MiniStack verifies no signature, and its headers
let every page read the answers: any page could open the credentials of a local stack. So a request that a page of
another origin makes is refused before MiniStack sees it, and no answer tells a browser that a page may read it.

One thing on this origin is made for browsers: the page of intake links. A browser may navigate there from anywhere, also
in a frame, since the page says itself who may frame it; and that page may contact its own address. Nothing else that a
browser was told to send passes, and no query does, by which MiniStack would take such a request for one of another service.

A browser adds `Origin` and `Sec-Fetch-Site` itself, and no page can take them away. A page whose own name leads to
loopback (DNS rebinding) has the browser send that name as `Host`. The port may be another one: then a proxy on loopback
forwards the request, as in the fault run, and the signature covers the port that the caller knows.

What is replaced is looked up by name, so a MiniStack that renamed it stops the start with an AttributeError.
"""

import re

from ministack import app

LOOPBACK = re.compile(rb"(127\.0\.0\.1|localhost|\[::1\]):[0-9]{1,5}")
PAGE = re.compile(r"/_aws/execute-api/[a-z0-9]+/in/[\w-][\w.-]*(/[\w-][\w.-]*)?")
FOREIGN_SITES = (b"cross-site", b"same-site")
STARTS = ("http.response.start", "websocket.accept", "websocket.http.response.start")

answer = app.app


def why_refused(scope) -> str | None:
    def values(name: bytes) -> list[bytes]:
        return [value.strip().lower() for key, value in scope["headers"] if key.lower() == name]

    hosts = values(b"host")
    if len(hosts) != 1 or LOOPBACK.fullmatch(hosts[0]) is None:
        return "it is not addressed to loopback, by name and port"
    if is_for_page(scope) and (is_navigation(scope, values) or is_of_page(hosts[0], values)):
        return None
    if values(b"origin"):
        return "it has an Origin: a web page made it"
    if any(site in FOREIGN_SITES for site in values(b"sec-fetch-site")):
        return "its Sec-Fetch-Site says that another web page made it"
    return None


def is_for_page(scope) -> bool:
    return scope["type"] == "http" and PAGE.fullmatch(scope["path"]) is not None and not scope["query_string"]


def is_navigation(scope, values) -> bool:
    """No page reads the answer: it becomes a page of its own, of this origin."""
    return scope["method"] in ("GET", "HEAD") and values(b"sec-fetch-mode") == [b"navigate"] and not values(b"origin")


def is_of_page(host: bytes, values) -> bool:
    return values(b"sec-fetch-site") == [b"same-origin"] and values(b"origin") in ([], [b"http://" + host])


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
    reason = why_refused(scope)
    if reason is not None:
        return await refuse(scope, receive, send, reason)
    return await answer(scope, receive, without_cors(send))


def install() -> None:
    app.app = guarded
