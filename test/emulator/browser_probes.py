"""Sends a running emulator what a web page in the developer's browser can make it send.

    python browser_probes.py <endpoint>
"""

import http.client
import sys
from collections.abc import Callable
from urllib.parse import urlsplit

from probe import Probe, report

HOST, PORT = urlsplit(sys.argv[1]).hostname, urlsplit(sys.argv[1]).port
# A page may not set the header Authorization unasked, but it may write a query.
LIST_TABLES = (
    "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00&X-Amz-SignedHeaders=host"
    "&X-Amz-Credential=test/20260101/us-east-1/dynamodb/aws4_request"
)
HEADERS = {"X-Amz-Target": "DynamoDB_20120810.ListTables", "Content-Type": "application/x-amz-json-1.0"}


def send(method: str = "POST", **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(HOST, PORT, timeout=20)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, LIST_TABLES, "{}", {"Host": f"{HOST}:{PORT}", **HEADERS, **named})
    return connection.getresponse()


def answers(**headers: str) -> Callable[[], bool]:
    """Whether it carries out a request with these headers. An ordinary one it must."""

    def shows() -> bool:
        if send().status != 200:
            raise AssertionError("an ordinary request is refused")
        return send(**headers).status != 403

    return shows


def lets_pages_read() -> bool:
    names = [name.lower() for name, _value in send().getheaders()]
    return any(name.startswith("access-control-") for name in names)


GUARD = "browser_guard.guarded"
report(
    [
        Probe(GUARD, "a request of a web page", answers(Origin="http://evil.example")),
        Probe(GUARD, "a request of a page without an origin", answers(Origin="null")),
        Probe(GUARD, "a request that a browser marks as foreign", answers(Sec_Fetch_Site="cross-site")),
        Probe(GUARD, "a preflight request", lambda: send("OPTIONS", Origin="http://evil.example").status != 403),
        Probe(GUARD, "a request by another name than loopback", answers(Host=f"evil.example:{PORT}")),
        Probe(GUARD, "headers that let a web page read an answer", lets_pages_read),
    ]
)
