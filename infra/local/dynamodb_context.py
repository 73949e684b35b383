"""The condition keys of a DynamoDB request that AWS derives from its body, of which MiniStack knows the projection's.

`dynamodb:Attributes` names every attribute in the request, those of keys and conditions with them: the most that AWS
could count. Who is allowed that is allowed less.
"""

import json
import re

from ministack.core import iam_actions

import partiql

EXPRESSIONS = (
    "ProjectionExpression",
    "KeyConditionExpression",
    "FilterExpression",
    "ConditionExpression",
    "UpdateExpression",
)
# The first part of a path: no value (:x), no nested name (.x), no function (x(...)).
ATTRIBUTE = re.compile(r"(?<![:.#\w])(#\w+|[A-Za-z_]\w*)(?!\w*\s*\()")
EQUALS = re.compile(r"(#?\w+)\s*=\s*(:\w+)")
KEYWORDS = {"AND", "OR", "NOT", "BETWEEN", "IN", "SET", "REMOVE", "ADD", "DELETE"}

dynamodb_transaction_checks = iam_actions.dynamodb_transaction_checks
table_arn = iam_actions._dynamodb_table_arn


class ItemAction(str):
    """The action of one item of a transaction, with the condition keys of that item alone."""

    context: dict


def request_context(body: bytes) -> dict:
    request = json.loads(body or b"{}")
    return context_of(parts_of(request))


def transaction_checks(action: str, body: bytes, *args) -> list:
    """Each item's action, with the item's own condition keys: MiniStack has only the transaction's.

    The statements of PartiQL are checked in the same manner, of which MiniStack checks none.
    """
    statements = partiql.statements_in(action, body)
    if statements:
        return [(item_action(name, {"Put": put}), table_arn(put["TableName"], *args)) for name, put in statements]
    items = json.loads(body or b"{}").get("TransactItems") or []
    return [
        (item_action(name, item), arn)
        for item in items
        for name, arn in dynamodb_transaction_checks(action, json.dumps({"TransactItems": [item]}).encode(), *args)
    ]


def item_action(name: str, item: dict) -> ItemAction:
    action = ItemAction(name)
    action.context = context_of([part for part in item.values() if isinstance(part, dict)])
    return action


def parts_of(request: dict) -> list:
    """One part for each table of a batch, and for each item that is written in one."""
    tables = request.get("RequestItems")
    if not isinstance(tables, dict):
        return [request]
    reads = [{**part, "TableName": table} for table, part in tables.items() if isinstance(part, dict)]
    writes = [
        {**write, "TableName": table}
        for table, part in tables.items()
        if isinstance(part, list)
        for entry in part
        for write in entry.values()
    ]
    return reads + writes


def context_of(parts: list) -> dict:
    attributes = sorted({name for part in parts for name in attributes_in(part)})
    leading = sorted({value for part in parts for value in leading_keys_in(part)})
    projected = all("ProjectionExpression" in part for part in parts)
    select = next((part["Select"] for part in parts if "Select" in part), None)
    return {
        **({"dynamodb:Attributes": attributes} if attributes else {}),
        **({"dynamodb:LeadingKeys": leading} if leading else {}),
        "dynamodb:Select": select or ("SPECIFIC_ATTRIBUTES" if projected else "ALL_ATTRIBUTES"),
    }


def items_in(part: dict) -> list:
    return [*part.get("Keys", []), *(part[member] for member in ("Key", "Item") if member in part)]


def attributes_in(part: dict) -> set:
    names = part.get("ExpressionAttributeNames") or {}
    found = [token for expression in EXPRESSIONS for token in ATTRIBUTE.findall(part.get(expression) or "")]
    written = {names.get(token, token) for token in found if token.upper() not in KEYWORDS}
    return written | {name for item in items_in(part) for name in item} | set(part.get("AttributesToGet") or [])


def leading_keys_in(part: dict) -> set:
    """Values of the partition key: that of the table, or of the index that is queried."""
    key = partition_key_of(part.get("TableName"), part.get("IndexName"))
    values = [item[key] for item in items_in(part) if key in item]
    names = part.get("ExpressionAttributeNames") or {}
    given = part.get("ExpressionAttributeValues") or {}
    equal = EQUALS.findall(part.get("KeyConditionExpression") or "")
    values += [given.get(value, {}) for name, value in equal if names.get(name, name) == key]
    return {str(value.get("S", "")) for value in values}


def partition_key_of(table_name: str, index: str | None) -> str | None:
    # Not at the top: to import a service reads its saved state, and the launcher must have its lock by then.
    from ministack.services import dynamodb

    table = dynamodb._tables.get(table_name)
    if table is None:
        return None
    return dynamodb._resolve_index_keys(table, index)[0] if index else table["pk_name"]
