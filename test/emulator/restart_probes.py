"""Asks a running emulator for what it was told before it was stopped and started again.

    python restart_probes.py <endpoint> --prepare   before the restart
    python restart_probes.py <endpoint>             after it
"""

import sys

import botocore.session

from probe import Probe, report

ENDPOINT = sys.argv[1]
REGION, TABLE, ITEM = "us-east-1", "restarted", {"pk": {"S": "a"}}


def client(service: str):
    session = botocore.session.Session()
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    return session.create_client(service, REGION, endpoint_url=ENDPOINT, **keys)


def prepare() -> None:
    client("dynamodb").create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )
    client("dynamodb").put_item(TableName=TABLE, Item=ITEM)


def forgets_its_streams() -> bool:
    if client("dynamodb").get_item(TableName=TABLE, Key=ITEM).get("Item") != ITEM:
        raise AssertionError("the table itself did not survive the restart")
    streams = client("dynamodbstreams")
    arn = streams.list_streams(TableName=TABLE)["Streams"][0]["StreamArn"]
    (shard,) = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    start = {"ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
    iterator = streams.get_shard_iterator(StreamArn=arn, **start)["ShardIterator"]
    return streams.get_records(ShardIterator=iterator)["Records"] == []


if "--prepare" in sys.argv[2:]:
    prepare()
else:
    report([Probe("saved_streams.install", "a table's stream after a restart", forgets_its_streams)])
