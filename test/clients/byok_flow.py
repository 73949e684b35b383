"""What a program does with the published Python client, step by step, against a deployment.

Prints one line of JSON for each step: its name, whether it ends as it should, and what was wrong. Runs once with the
client's synchronous methods and once with the asynchronous ones.
"""

import asyncio
import inspect
import json
import os
import secrets
import string
import sys
import uuid

import httpx
from openrouter import OpenRouter, errors

URL = os.environ["KEYFERRY_URL"]
TOKEN = os.environ["KEYFERRY_MANAGEMENT_KEY"]
WORKSPACE = os.environ["KEYFERRY_WORKSPACE"]
MODE = sys.argv[1]

LETTERS = string.ascii_letters + string.digits


def new_key():
    """A key of OpenAI's shape that nobody issued, and of which no part is written here."""
    return "sk-proj-" + "".join(secrets.choice(LETTERS) for _ in range(80))


class LosingFirst:
    """Lets the first answer get lost after the server has sent it."""

    def __init__(self):
        self.requests = 0

    def lose(self, request):
        self.requests += 1
        if self.requests == 1:
            raise httpx.ReadError("the answer is lost", request=request)


class LossyTransport(httpx.HTTPTransport, LosingFirst):
    def __init__(self):
        httpx.HTTPTransport.__init__(self)
        LosingFirst.__init__(self)

    def handle_request(self, request):
        response = super().handle_request(request)
        self.lose(request)
        return response


class LossyAsyncTransport(httpx.AsyncHTTPTransport, LosingFirst):
    def __init__(self):
        httpx.AsyncHTTPTransport.__init__(self)
        LosingFirst.__init__(self)

    async def handle_async_request(self, request):
        response = await super().handle_async_request(request)
        self.lose(request)
        return response


loop = asyncio.new_event_loop()


class Client:
    """One client with its defaults, whose methods are called in the run's mode."""

    def __init__(self, api_key=TOKEN, url=URL, transport=None):
        options = {}
        if transport is not None and MODE == "sync":
            options["client"] = httpx.Client(transport=transport)
        elif transport is not None:
            options["async_client"] = httpx.AsyncClient(transport=transport)
        self.byok = OpenRouter(api_key=api_key, server_url=url, **options).byok

    def __getattr__(self, name):
        if MODE == "sync":
            return getattr(self.byok, name)
        method = getattr(self.byok, f"{name}_async")
        return lambda **arguments: loop.run_until_complete(method(**arguments))

    def next_page(self, page):
        following = page.next()
        return following if MODE == "sync" else loop.run_until_complete(following)


client = Client()
KNOWS_REGIONS = "declared_region" in inspect.signature(client.byok.create).parameters


def raised(kind, call, **arguments):
    try:
        call(**arguments)
    except kind as error:
        return error
    raise AssertionError(f"no {kind.__name__}")


def create(**arguments):
    return client.create(provider="openai", **{"key": new_key(), **arguments}).data


def creates_and_reads():
    given = {
        "name": "first",
        "is_fallback": True,
        "allowed_models": ["openai/gpt-5"],
        "allowed_api_key_hashes": ["a" * 64],
    }
    created = create(**given)
    assert {name: getattr(created, name) for name in given} == given
    assert (created.provider, created.workspace_id, created.disabled) == ("openai", WORKSPACE, False)
    assert (created.declared_zdr, created.is_byok_only, created.is_required) == (None, False, False)
    assert client.get(id=created.id).data == created
    assert created in client.list().result.data
    assert client.list(provider="groq").result.data == []
    client.delete(id=created.id)


def changes():
    key = new_key()
    created = create(key=key, name="first", allowed_models=["openai/gpt-5"])
    assert client.update(id=created.id, name="second").data.name == "second"
    cleared = client.update(id=created.id, name=None, allowed_models=None).data
    assert (cleared.name, cleared.allowed_models) == (None, None)
    assert client.update(id=created.id, key=key, name="same key").data.label == created.label
    other = new_key()
    rotated = client.update(id=created.id, key=other).data
    assert (rotated.id, rotated.label[-4:]) == (created.id, other[-4:])
    assert client.update(id=created.id, disabled=True).data.disabled is True
    assert client.update(id=created.id).data.disabled is True
    client.delete(id=created.id)


def declares_regions():
    wrapped = lambda region: json.dumps({"api_key": new_key(), "region": region})
    created = create(key=wrapped("us"))
    rotated = client.update(id=created.id, key=wrapped("europe")).data
    azure = client.create(provider="azure", key=secrets.token_hex(16)).data
    if KNOWS_REGIONS:
        assert (create().declared_region, created.declared_region, rotated.declared_region) == (None, "us", "europe")
        assert client.update(id=azure.id, declared_region="europe").data.declared_region == "europe"
        assert client.update(id=azure.id, declared_region=None).data.declared_region is None
        raised(errors.BadRequestResponseError, create, declared_region="us")
    for listed in client.list(limit=100).result.data:
        client.delete(id=listed.id)


def deletes():
    created = create()
    assert client.delete(id=created.id).DELETED is True
    raised(errors.NotFoundResponseError, client.get, id=created.id)
    assert created.id not in [listed.id for listed in client.list().result.data]


def pages():
    ids = {create().id for _ in range(5)}
    seen, page = [], client.list(limit=2)
    while page is not None:
        assert page.result.total_count == 5
        seen += [listed.id for listed in page.result.data]
        page = client.next_page(page)
    assert (len(seen), set(seen)) == (5, ids)
    for id in ids:
        client.delete(id=id)


def takes_addresses():
    for path in ("", "/", "/api/v1", "/api/v1/"):
        other = Client(url=f"{URL}{path}")
        created = other.create(provider="openai", key=new_key()).data
        assert other.get(id=created.id).data == created
        assert other.delete(id=created.id).DELETED is True


def finds_what_was_lost():
    transport = LossyTransport() if MODE == "sync" else LossyAsyncTransport()
    created = Client(transport=transport).create(provider="openai", key=new_key()).data
    assert transport.requests == 2
    assert [listed.id for listed in client.list().result.data] == [created.id]
    client.delete(id=created.id)


def bad_request():
    error = raised(errors.BadRequestResponseError, create, name="n" * 256)
    fields = json.loads(error.body)["error"]["metadata"]["fields"]
    assert fields == [{"path": "name", "reason": "must have at most 255 characters"}]


def unauthorized():
    raised(errors.UnauthorizedResponseError, Client("kf_mgmt_unknown").get, id=str(uuid.uuid4()))


def forbidden():
    raised(errors.ForbiddenResponseError, Client("sk-or-v1-another-kind").create, provider="openai", key=new_key())
    raised(errors.ForbiddenResponseError, create, workspace_id=str(uuid.uuid4()))


def not_found():
    id = str(uuid.uuid4())
    raised(errors.NotFoundResponseError, client.get, id=id)
    raised(errors.NotFoundResponseError, client.update, id=id, name="x")
    raised(errors.NotFoundResponseError, client.delete, id=id)
    raised(errors.NotFoundResponseError, client.get, id="a b/c")


def other_statuses():
    named = {"http_headers": {"Idempotency-Key": str(uuid.uuid4())}}
    key = new_key()
    created = create(key=key, **named)
    assert create(key=key, **named) == created
    statuses = [raised(errors.OpenRouterDefaultError, create, **named).status_code]
    client.delete(id=created.id)
    statuses.append(raised(errors.OpenRouterDefaultError, create, key=key, **named).status_code)
    statuses.append(raised(errors.OpenRouterDefaultError, create, key="x" * 65_536).status_code)
    assert statuses == [422, 409, 413]


def errors_hold_no_key():
    key = f"{new_key()} with white space"
    error = raised(errors.BadRequestResponseError, create, key=key)
    assert key[8:40] not in f"{error} {error!r} {error.body}"


STEPS = (
    creates_and_reads,
    changes,
    declares_regions,
    deletes,
    pages,
    takes_addresses,
    finds_what_was_lost,
    bad_request,
    unauthorized,
    forbidden,
    not_found,
    other_statuses,
    errors_hold_no_key,
)

for step in STEPS:
    try:
        step()
        result = {"step": step.__name__, "ok": True, "problem": None}
    except Exception as error:  # The report is the point: the next steps run all the same.
        result = {"step": step.__name__, "ok": False, "problem": f"{type(error).__name__}: {error}"[:500]}
    print(json.dumps(result), flush=True)
