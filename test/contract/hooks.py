"""What the generated requests need to know of keyferry: which of them can succeed, and what no answer may hold."""

import json
import os
from collections import Counter
from hashlib import sha256
from uuid import UUID

import schemathesis

CREDENTIALS = os.environ["KEYFERRY_CREDENTIALS"].split(",")
COUNTS = os.environ["KEYFERRY_COUNTS"]
with open(os.environ["KEYFERRY_OPENAPI"], encoding="utf-8") as file:
    OUR_WORDS = file.read()

# Shorter text may stand in an answer by chance.
SHORTEST = 8
# A schema cannot say which keys are refused (placeholders, other providers' keys), which slugs are known, and which
# cursors were given out; nor what a change does not go with in the credential as it is.
BEYOND_THE_SCHEMA = {"GET": {"provider", "cursor"}, "POST": {"key", "provider"}, "PATCH": {"key", "is_byok_only"}}

answers: Counter[str] = Counter()


def chance(case, one_in):
    """The same for the same case, so that a failure can be repeated."""
    content = json.dumps([case.method, case.path, case.body], default=str, sort_keys=True)
    return int(sha256(content.encode(errors="replace")).hexdigest(), 16) % one_in


@schemathesis.hook
def before_call(ctx, case, kwargs):
    """Lets most valid requests reach the worker: an id that exists and stays, a key that is not refused."""
    if case.meta is None:
        return
    if case.meta.phase.name == "stateful":
        # The next step counts on what this one did.
        case.headers.pop("Prefer", None)
    if not case.meta.generation.mode.is_positive:
        return
    ids = case.path_parameters
    if case.method == "DELETE" and ids.get("id") in CREDENTIALS:
        ids["id"] = str(UUID(int=chance(case, 2**128)))
    elif "id" in ids and case.method != "DELETE" and case.meta.phase.name != "stateful" and chance(case, 4) != 0:
        ids["id"] = CREDENTIALS[chance(case, len(CREDENTIALS))]
    if isinstance(case.body, dict) and "key" in case.body and chance(case, 4) != 0:
        case.body["key"] = "sk-proj-" + sha256(str(case.body["key"]).encode(errors="replace")).hexdigest()


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


@schemathesis.check
def no_value_echoed(ctx, response, case):
    """An error repeats no value of the request, and no answer repeats a key."""
    sent = [case.path_parameters, case.query, case.body] if response.status_code >= 400 else []
    if isinstance(case.body, dict):
        sent.append(case.body.get("key"))
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
        assert response.headers["x-request-id"] == [error["metadata"]["request_id"]], "another request's id"


@schemathesis.check
def valid_is_accepted(ctx, response, case):
    """A request that the schema allows is refused for nothing but what no schema can say."""
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code != 400:
        return
    at_fault = {problem["path"] for problem in response.json()["error"]["metadata"].get("fields", [])}
    allowed = BEYOND_THE_SCHEMA.get(case.method, set())
    assert at_fault and at_fault <= allowed, f"valid, and refused for {sorted(at_fault)}"
