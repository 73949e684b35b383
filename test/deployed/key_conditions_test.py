"""That key conditions mean what they meant; see infra/local/key_conditions.py. Run by emulator-patches.test.ts."""

import json
import unittest

from ministack.services import dynamodb

import key_conditions

ITEMS = [("a", "1"), ("a", "2"), ("a", "3"), ("b", "1")]


def query(condition: str, names: dict | None = None, **values: str) -> tuple[int, dict]:
    request = {
        "TableName": "table",
        "KeyConditionExpression": condition,
        "ExpressionAttributeValues": {f":{name}": {"S": value} for name, value in values.items()},
        **({"ExpressionAttributeNames": names} if names else {}),
    }
    status, _headers, body = dynamodb._query(request)
    return status, json.loads(body)


def found(answer: tuple[int, dict]) -> list[tuple[str, str]]:
    return [(item["pk"]["S"], item["name"]["S"]) for item in answer[1]["Items"]]


class KeyConditions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        key_conditions.install()
        keys = {"pk": "HASH", "name": "RANGE"}
        dynamodb._create_table(
            {
                "TableName": "table",
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in keys],
                "KeySchema": [{"AttributeName": name, "KeyType": kind} for name, kind in keys.items()],
            }
        )
        for pk, name in ITEMS:
            dynamodb._put_item({"TableName": "table", "Item": {"pk": {"S": pk}, "name": {"S": name}}})

    def test_a_plain_equality_with_and_without_an_alias(self):
        for condition, names in [("pk = :pk", None), ("#0=:pk", {"#0": "pk"})]:
            for _again in range(2):
                self.assertEqual(found(query(condition, names, pk="a")), ITEMS[:3])
                self.assertEqual(found(query(condition, names, pk="b")), ITEMS[3:])

    def test_a_range_within_the_partition(self):
        for _again in range(2):
            answer = query("pk = :pk AND #n > :n", {"#n": "name"}, pk="a", n="1")
            self.assertEqual(found(answer), ITEMS[1:3])

    def test_what_was_refused_is_refused_each_time(self):
        for _again in range(2):
            status, answer = query("pk = :pk AND name = :n", pk="a", n="1")
            self.assertEqual((status, answer["__type"].split("#")[-1]), (400, "ValidationException"))


unittest.main(verbosity=2)
