"""What the generated requests need to know of keyferry: which of them can succeed, and what no answer may hold."""

import json
import os
from collections import Counter
from hashlib import sha256
from uuid import UUID

import schemathesis
from schemathesis.core.parameters import ParameterLocation
from senders import Sender

# `credentials`, those `to_delete`, `links` and `imports` by their ids, `rows` of an import that are sealed, `sources` of webhooks.
WORLD = json.loads(os.environ["KEYFERRY_WORLD"])
SENDERS = [Sender(**source) for source in WORLD["sources"]]
COUNTS = os.environ["KEYFERRY_COUNTS"]
with open(os.environ["KEYFERRY_OPENAPI"], encoding="utf-8") as file:
    OUR_WORDS = file.read()

IMPORT = "POST /byok/imports"
WEBHOOK = "POST /webhooks/{source}"

# Shorter text may stand in an answer by chance.
SHORTEST = 8
# A schema cannot say which keys are refused (placeholders, other providers' keys), which slugs are known, which
# cursors were given out, how much a list may take, which regions a provider has, where a page may return to, and all that
# makes an origin; nor what a change does not go with in the credential as it is.
LISTS = {"allowed_models", "allowed_user_ids"}
BEYOND_THE_SCHEMA = {
    "GET": {"provider", "cursor"},
    "POST": {"key", "provider", "declared_region", "return_url", "allowed_origins", *LISTS},
    "PATCH": {"key", "is_byok_only", "declared_region", *LISTS},
}
# Nor which workspaces a webhook's source serves, whether its events need a time, and who can open a seal.
OF_A_SOURCE = {"sealed_key", "timestamp", "workspace_id"}

answers: Counter[str] = Counter()
signed: set[str] = set()


def chance(case, one_in):
    """The same for the same case, so that a failure can be repeated."""
    content = json.dumps([case.method, case.path, case.path_parameters, case.body], default=str, sort_keys=True)
    return int(sha256(content.encode(errors="replace")).hexdigest(), 16) % one_in


def a_key(like):
    return "sk-proj-" + sha256(str(like).encode(errors="replace")).hexdigest()


@schemathesis.serializer("application/x-ndjson")
def json_lines(ctx, value):
    if isinstance(value, bytes):
        return value
    return "\n".join(json.dumps(line) for line in (value if isinstance(value, list) else [value])).encode()


@schemathesis.hook
def before_call(ctx, case, kwargs):
    """Lets most valid requests reach the worker: an id that exists and stays, a key that is not refused."""
    if case.meta is None:
        return
    if case.meta.phase.name == "stateful":
        # The next step counts on what this one did.
        case.headers.pop("Prefer", None)
    valid = case.meta.generation.mode.is_positive
    if case.operation.label == WEBHOOK and case.method == "POST":
        deliver(case, kwargs, valid)
    elif valid and case.operation.label == IMPORT and isinstance(case.body, list):
        fill_rows(case)
    elif valid:
        fill(case)


def fill(case):
    ids = case.path_parameters
    if "/imports/" in case.path:
        # Rows are settled later: an import that a step has just sent may not be there for the next.
        if case.meta.phase.name == "stateful" or chance(case, 4) != 0:
            ids["id"] = WORLD["imports"][0]
        return
    if "/links/" in case.path:
        # To revoke a link again is no error.
        if case.meta.phase.name != "stateful" and chance(case, 4) != 0:
            ids["id"] = WORLD["links"][chance(case, len(WORLD["links"]))]
        return
    credentials = WORLD["credentials"]
    doomed = WORLD["to_delete"]
    if case.method == "DELETE" and case.meta.phase.name != "stateful" and chance(case, 4) == 0:
        # The first to name one deletes it, and waits for that; the others find that it is gone.
        case.headers.pop("Prefer", None)
        ids["id"] = doomed[chance(case, 4 * len(doomed)) // 4]
    elif case.method == "DELETE" and ids.get("id") in credentials:
        ids["id"] = str(UUID(int=chance(case, 2**128)))
    elif "id" in ids and case.method != "DELETE" and case.meta.phase.name != "stateful" and chance(case, 4) != 0:
        ids["id"] = credentials[chance(case, len(credentials))]
    if isinstance(case.body, dict) and "key" in case.body and chance(case, 4) != 0:
        case.body["key"] = a_key(case.body["key"])
    if isinstance(case.body, dict) and chance(case, 4) != 0:
        # Nearly every provider refuses nearly every region.
        case.body.pop("declared_region", None)


def fill_rows(case):
    """Sealed rows half of the time; of the others most are for a known provider, and the worker rejects them."""
    if chance(case, 2) == 0:
        case.body = WORLD["rows"][: 1 + chance(case, len(WORLD["rows"]))]
    elif chance(case, 8) != 1:
        case.body = [{**row, "provider": "openai"} for row in case.body]


def deliver(case, kwargs, valid):
    """Signs what is to be believed, for a source that exists. The rest is forged, for one that exists or does not."""
    draw = chance(case, 8)
    if case.meta.is_negative_at(ParameterLocation.PATH) or draw == 0:
        return
    sender = SENDERS[draw % len(SENDERS)]
    case.path_parameters["source"] = sender.name
    if case.meta.is_negative_at(ParameterLocation.HEADER) or draw in (2, 3):
        return
    signed.add(case.id)
    kwargs["auth"] = sender
    if valid and draw != 1 and sender.scheme == "hmac-sha256":
        case.body.setdefault("timestamp", "2026-01-31T09:30:00Z")
    data = case.body.get("data") if isinstance(case.body, dict) else None
    if not valid or not isinstance(data, dict) or draw == 1 or case.body["type"] == "credential.delete":
        return
    data.pop("workspace_id", None)
    if "key" in data:
        data["key"] = a_key(data["key"])
    if "sealed_key" in data:
        data["sealed_key"] = WORLD["rows"][0]["sealed_key"]
    if "provider" in data:
        data["provider"] = "openai"


@schemathesis.hook
def after_call(ctx, case, response):
    answers[f"{case.operation.label} {response.status_code}"] += 1
    with open(COUNTS, "w", encoding="utf-8") as counts:
        json.dump(answers, counts)


def texts_in(value):
    """All text in a request's body, query or path; names of members are no values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from texts_in(member)
    elif isinstance(value, (list, tuple)):
        for member in value:
            yield from texts_in(member)


def keys_in(value):
    """What stands in a body as a key, raw or sealed, at any depth."""
    if isinstance(value, dict):
        yield from (value.get("key"), value.get("sealed_key"))
    if isinstance(value, (dict, list)):
        for member in value.values() if isinstance(value, dict) else value:
            yield from keys_in(member)


@schemathesis.check
def no_value_echoed(ctx, response, case):
    """An error repeats no value of the request, and no answer repeats a key or what signs a delivery."""
    sent = [case.path_parameters, case.query, case.body] if response.status_code >= 400 else []
    sent += [*keys_in(case.body), *(sender.secret for sender in SENDERS)]
    for text in texts_in(sent):
        if len(text) < SHORTEST or text in OUR_WORDS:
            continue
        for form in (text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]):
            assert form not in response.text, "the answer repeats a value of the request"


@schemathesis.check
def error_names_its_status(ctx, response, case):
    # The emulator's gateway answers OPTIONS by itself.
    if response.status_code >= 400 and case.method != "OPTIONS":
        error = response.json()["error"]
        assert error["code"] == response.status_code, "error.code is not the HTTP status"
        if case.operation.label == WEBHOOK and response.status_code == 401:
            assert set(error) == {"code", "message"}, "a refusal says more than that"
            return
        assert response.headers["x-request-id"] == [error["metadata"]["request_id"]], "another request's id"


@schemathesis.check
def forged_is_refused(ctx, response, case):
    """Nothing but a signature makes a delivery believed. A path may miss the door altogether."""
    if case.operation.label != WEBHOOK or case.method != "POST" or case.id in signed:
        return
    assert response.status_code in (401, 404, 413), "a delivery that nobody signed was not refused"


@schemathesis.check
def valid_is_accepted(ctx, response, case):
    """A request that the schema allows is refused for nothing but what no schema can say."""
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code != 400:
        return
    problems = response.json()["error"]["metadata"].get("fields", [])
    # `line 2: provider` in an import, `data.provider` in a webhook.
    at_fault = {problem["path"].split(": ")[-1].removeprefix("data.").removeprefix("settings.") for problem in problems}
    at_fault = {"allowed_origins" if path.startswith("allowed_origins.") else path for path in at_fault}
    allowed = BEYOND_THE_SCHEMA.get(case.method, set()) | (OF_A_SOURCE if case.operation.label == WEBHOOK else set())
    assert at_fault and at_fault <= allowed, f"valid, and refused for {sorted(at_fault)}"
