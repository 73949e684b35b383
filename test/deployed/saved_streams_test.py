"""That a stream is read on after a restart; see infra/local/saved_streams.py. Run by emulator-patches.test.ts."""

import json
import unittest

from ministack.core import persistence
from ministack.core.responses import get_account_id, get_region
from ministack.services import dynamodb, lambda_svc

import saved_streams

saved_streams.install()


def change(*names: str) -> None:
    for name in names:
        dynamodb._put_item({"TableName": "table", "Item": {"pk": {"S": name}}})


def consumer(position: int) -> None:
    arn = dynamodb._tables["table"]["LatestStreamArn"]
    key = (get_account_id(), get_region(), f"consumer at {position}")
    lambda_svc._esms.set_scoped(*key, {"EventSourceArn": arn})
    lambda_svc._dynamodb_stream_positions.set_scoped(*key, position)


def restart() -> dict:
    """What was saved, as it stands in its file."""
    text = json.dumps(dynamodb.get_state(), default=persistence._json_default)
    dynamodb.reset()
    saved = json.loads(text, object_hook=persistence._json_object_hook)
    dynamodb.load_persisted_state(saved)
    return saved


def read_from(position: int) -> list[str]:
    records = dynamodb.stream_records_since("table", position, 100)
    return [record["dynamodb"]["Keys"]["pk"]["S"] for record in records]


class SavedStreams(unittest.TestCase):
    def setUp(self):
        dynamodb.reset()
        lambda_svc._esms.clear()
        lambda_svc._dynamodb_stream_positions.clear()
        dynamodb._create_table(
            {
                "TableName": "table",
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
                "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
            }
        )
        change("a", "b", "c")

    def test_a_consumer_hears_of_what_it_has_not_read_and_of_what_changes_later(self):
        consumer(2)
        restart()
        change("d")
        self.assertEqual(read_from(2), ["c", "d"])

    def test_what_every_consumer_has_read_is_not_saved(self):
        consumer(3)
        consumer(1)
        saved = restart()
        (records,) = saved["stream_records"].values()
        self.assertEqual(len(records), 2)
        self.assertEqual(read_from(1), ["b", "c"])
        self.assertEqual(dynamodb.stream_end_position("table"), 3)

    def test_a_second_restart_loses_nothing_either(self):
        consumer(3)
        restart()
        change("d")
        restart()
        change("e")
        self.assertEqual(read_from(3), ["d", "e"])

    def test_a_state_without_streams_is_read_as_before(self):
        state = {name: value for name, value in dynamodb.get_state().items() if not name.startswith("stream_")}
        dynamodb.reset()
        dynamodb.load_persisted_state(state)
        self.assertIn("table", dynamodb._tables)


unittest.main()
