"""Creates many credentials at once with the published Python client and its defaults, from threads of one program.

Prints one line of JSON: what each create returned and how long it took, and what the client met on the way.
"""

import json
import os
import secrets
import string
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
from openrouter import OpenRouter

CREATES, PARALLEL = int(sys.argv[1]), int(sys.argv[2])
LETTERS = string.ascii_letters + string.digits

met: Counter[str] = Counter()


class CountingTransport(httpx.HTTPTransport):
    """The client's own transport, which also counts statuses, time-outs and broken connections."""

    def handle_request(self, request):
        try:
            response = super().handle_request(request)
        except Exception as error:
            met[type(error).__name__] += 1
            raise
        met[str(response.status_code)] += 1
        return response


# The client that the library makes by itself, but for the counting.
http = httpx.Client(follow_redirects=True, transport=CountingTransport())
byok = OpenRouter(
    api_key=os.environ["KEYFERRY_MANAGEMENT_KEY"], server_url=os.environ["KEYFERRY_URL"], client=http
).byok


def create(_):
    key = "gsk_" + "".join(secrets.choice(LETTERS) for _ in range(52))
    started = time.perf_counter()
    try:
        outcome = {"id": byok.create(provider="groq", key=key).data.id}
    except Exception as error:
        outcome = {"thrown": type(error).__name__}
    return {**outcome, "ms": (time.perf_counter() - started) * 1000}


started = time.perf_counter()
with ThreadPoolExecutor(PARALLEL) as pool:
    outcomes = list(pool.map(create, range(CREATES)))
print(json.dumps({"outcomes": outcomes, "met": met, "seconds": time.perf_counter() - started}))
