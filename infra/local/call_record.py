"""Writes down what is asked of IAM, for the tests: each distinct call of a role once, as a line of JSON.

Of a request, only its condition keys are kept, and of a partition key only what stands before the name of the item:
neither can hold a raw key. What a policy can ask for is all there.
"""

import json

from ministack.core import iam_evaluator

import iam_context

evaluate = iam_evaluator.evaluate


def without_names(key: str, value):
    """`CREDENTIAL#<id>` as `CREDENTIAL#...`: whose it is, no policy asks, and the record stays short."""
    if key != "dynamodb:LeadingKeys":
        return value
    return sorted({f"{prefix}#..." if mark else prefix for prefix, mark, _ in (name.partition("#") for name in value)})


def line_of(ctx) -> str:
    keys = {key: without_names(key, value) for key, value in iam_context.asked.get().items()}
    return json.dumps(
        {
            "role": ctx.principal_arn.split("/")[1],
            "action": ctx.action,
            "resource": ctx.resource_arn,
            "context": {**keys, "aws:SecureTransport": str(ctx.secure_transport).lower()},
        },
        sort_keys=True,
    )


def install(file: str) -> None:
    record = open(file, "a", buffering=1, encoding="utf-8")
    seen = set()

    def evaluate_and_record(ctx, *args):
        line = line_of(ctx) if ":assumed-role/" in ctx.principal_arn else None
        if line is not None and line not in seen:
            seen.add(line)
            record.write(f"{line}\n")
        return evaluate(ctx, *args)

    iam_evaluator.evaluate = evaluate_and_record
