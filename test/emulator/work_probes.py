"""Counts the work that MiniStack does, inside of a process of its own.

    python work_probes.py [--patched]

Counted and not timed: the same on every machine. The patches replace the names that are called here.
"""

import json
import logging
import sys

logging.disable(logging.INFO)

from ministack.services import dynamodb, sqs

from probe import Probe, report

MESSAGES = 1_000
"""More than the front of a queue; see infra/local/queue_front.py."""
ITEMS = 100


class Parsing:
    """Counts the expressions that are parsed."""

    def __init__(self):
        self.count = 0
        self.tokenize = dynamodb._tokenize
        dynamodb._tokenize = self

    def __call__(self, expression: str) -> list:
        self.count += 1
        return self.tokenize(expression)


class Visited(list):
    """Counts the messages that somebody walks over."""

    count = 0

    def __iter__(self):
        for message in super().__iter__():
            self.count += 1
            yield message


def long_queue() -> str:
    sqs.reset()
    sqs._act_create_queue({"QueueName": "dead", "Attributes": {}}, "")
    redrive = {"deadLetterTargetArn": "arn:aws:sqs:us-east-1:000000000000:dead", "maxReceiveCount": 5}
    attributes = {"RedrivePolicy": json.dumps(redrive)}
    url = sqs._act_create_queue({"QueueName": "long", "Attributes": attributes}, "")["QueueUrl"]
    for number in range(MESSAGES):
        sqs._act_send_message({"QueueUrl": url, "MessageBody": str(number)}, "")
    return url


def takes_ten_of_thirty() -> bool:
    return len(sqs._receive_messages_for_esm(long_queue(), 30)) < 30


def receives_by_walking_over_all() -> bool:
    url = long_queue()
    messages = sqs._get_q(url)["messages"] = Visited(sqs._get_q(url)["messages"])
    sqs._receive_messages_for_esm(url, 10)
    return messages.count >= MESSAGES


def deletes_by_walking_over_all() -> bool:
    url = long_queue()
    handles = {message["receipt_handle"] for message in sqs._receive_messages_for_esm(url, 10)}
    messages = sqs._get_q(url)["messages"] = Visited(sqs._get_q(url)["messages"])
    sqs._delete_messages_for_esm(url, handles)
    return messages.count >= MESSAGES


def parses_for_each_item() -> bool:
    dynamodb._create_table(
        {
            "TableName": "items",
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        }
    )
    for number in range(ITEMS):
        dynamodb._put_item({"TableName": "items", "Item": {"pk": {"S": "a"}, "sk": {"S": str(number)}}})
    query = {
        "TableName": "items",
        "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": {":pk": {"S": "a"}},
    }
    before = parsing.count
    status, _headers, body = dynamodb._query(query)
    if (status, json.loads(body)["Count"]) != (200, ITEMS):
        raise AssertionError(f"a query of {ITEMS} items answered {status} {body}")
    return parsing.count - before >= ITEMS


parsing = Parsing()
if "--patched" in sys.argv[1:]:
    import key_conditions
    import queue_front

    queue_front.install()
    key_conditions.install()

report(
    [
        Probe("queue_front.receive", "a batch is as large as its mapping asks for", takes_ten_of_thirty),
        Probe("queue_front.receive", "a batch is taken from the front of a queue", receives_by_walking_over_all),
        Probe("queue_front.delete", "a batch is deleted from the front of a queue", deletes_by_walking_over_all),
        Probe("key_conditions.tokenize", "a key condition is parsed once a query", parses_for_each_item),
    ]
)
