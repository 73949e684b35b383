"""Teaches MiniStack's IAM the facts about a request that keyferry's policies ask for and it does not supply.

Without these, conditions that hold on AWS fail here, and calls that AWS allows are denied. What is replaced is looked
up by name, so a MiniStack that renamed it stops the start with an AttributeError.
"""

import contextvars
import json

from ministack import app
from ministack.core import iam_actions, iam_evaluator

import dynamodb_context

pin_request_origin = app.pin_request_origin
request_tag_context = iam_actions.request_tag_context
s3_service_context = iam_actions.s3_service_context
extract_resource_arn = iam_actions.extract_resource_arn
enforce = iam_evaluator.enforce


def count_loopback_as_secure(source_ip: str, _secure_transport: bool) -> None:
    """aws:SecureTransport: to demand TLS is right on AWS, and would refuse every call on loopback, which has none."""
    pin_request_origin(source_ip, True)


def add_request_context(service: str, action: str, body: bytes, params: dict) -> dict:
    """The condition keys of KMS and EventBridge, of which MiniStack knows none."""
    context = request_tag_context(service, action, body, params)
    if service == "kms":
        return {**context, **kms_context(json.loads(body or b"{}"))}
    if service == "events" and action == "events:PutEvents":
        return {**context, **put_events_context(json.loads(body or b"{}"))}
    return context


def kms_context(request: dict) -> dict:
    encryption_context = request.get("EncryptionContext") or {}
    return {
        "kms:EncryptionAlgorithm": request.get("EncryptionAlgorithm", "SYMMETRIC_DEFAULT"),
        "kms:SigningAlgorithm": request.get("SigningAlgorithm", ""),
        **{f"kms:EncryptionContext:{name}": value for name, value in encryption_context.items()},
    }


def put_events_context(request: dict) -> dict:
    sources = sorted({entry.get("Source", "") for entry in request.get("Entries", [])})
    return {"events:source": sources[0] if len(sources) == 1 else sources}


def s3_context(action: str, query_params: dict | None, path: str = "", headers: dict | None = None) -> dict:
    """s3:if-none-match: that a write must not overwrite."""
    context = s3_service_context(action, query_params, path, headers)
    condition = (headers or {}).get("if-none-match")
    return {**context, "s3:if-none-match": condition} if action == "s3:PutObject" and condition else context


def resource_of(service: str, method: str, path: str, headers: dict, body: bytes, *args) -> str:
    """GetParametersByPath: AWS asks for a right on the path, MiniStack for one on every resource there is."""
    found = extract_resource_arn(service, method, path, headers, body, *args)
    parameters = json.loads(body or b"{}").get("Path") if service == "ssm" else None
    if found != "*" or not parameters:
        return found
    _query_params, region, account_id = args
    return f"arn:aws:ssm:{region}:{account_id}:parameter/{parameters.strip('/')}"


# An action of its own in MiniStack; on AWS, whoever may do it singly may do it in a batch.
BATCH_ACTIONS = {
    "sqs:SendMessageBatch": "sqs:SendMessage",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
}


# The condition keys of the request under evaluation, spelled as AWS spells them: MiniStack puts them in lower case.
asked = contextvars.ContextVar("asked", default={})


def report_denial(access_key: str, action: str, *args, service_context=None, **kwargs):
    """Says in the log what was denied to whom: an AccessDenied that a function swallows is hard to find otherwise."""
    context = {**(service_context or {}), **getattr(action, "context", {})}
    asked.set(context)
    denied = enforce(access_key, BATCH_ACTIONS.get(action, action), *args, service_context=context, **kwargs)
    if denied:
        principal = getattr(denied, "principal_arn", denied)
        print(f"DENIED {action} on {kwargs.get('resource_arn')} to {principal}", flush=True)
    return denied


def install() -> None:
    app.pin_request_origin = count_loopback_as_secure
    iam_actions.dynamodb_service_context = dynamodb_context.request_context
    iam_actions.dynamodb_transaction_checks = dynamodb_context.transaction_checks
    iam_actions.request_tag_context = add_request_context
    iam_actions.s3_service_context = s3_context
    iam_actions.extract_resource_arn = resource_of
    iam_evaluator.enforce = report_denial
