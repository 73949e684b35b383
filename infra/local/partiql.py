"""Teaches MiniStack what AWS does with PartiQL's INSERT beyond adding the item.

The table's stream tells of it, and IAM knows it as a right of its own, for each statement, with the condition keys of the
item. What is replaced is looked up by name, so a MiniStack that renamed it stops the start with an AttributeError.
"""

import copy
import json

STATEMENTS = {"ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction"}


def install() -> None:
    # Not at the top: to import a service reads its saved state, and the launcher must have its lock by then.
    from ministack.services import dynamodb

    insert = dynamodb._partiql_insert

    def insert_and_tell(table: dict, parsed: dict):
        status, headers, body = insert(table, parsed)
        if status == 200:
            dynamodb._emit_stream_event(parsed["table"], "INSERT", None, copy.deepcopy(item_of(parsed)))
        return status, headers, body

    dynamodb._partiql_insert = insert_and_tell


def item_of(parsed: dict) -> dict:
    item = parsed.get("item") or {}
    return item["M"] if set(item) == {"M"} else item


def statements_in(action: str, body: bytes) -> list:
    """Each statement's right, its table, and the request that a PutItem of the same item would be."""
    from ministack.services import _dynamodb_keywords

    if action.removeprefix("dynamodb:") not in STATEMENTS:
        return []
    request = json.loads(body or b"{}")
    given = request.get("Statements") or request.get("TransactStatements") or [request]
    parsed = [
        _dynamodb_keywords.parse_statement(each.get("Statement", ""), each.get("Parameters", [])) for each in given
    ]
    return [
        (f"dynamodb:PartiQL{each['op'].capitalize()}", {"TableName": each["table"], "Item": item_of(each)})
        for each in parsed
    ]
