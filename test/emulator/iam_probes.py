"""Asks a running emulator that enforces IAM, each time as a role that AWS would allow the call.

    python iam_probes.py <endpoint> <log of the emulator>

What the emulator denies, it judges without a fact that AWS knows. No name of MiniStack's inside is used, so that a
version which mends a fault elsewhere than the patch does is found out as well.
"""

import json
import sys
import uuid
from collections.abc import Callable
from pathlib import Path

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

from probe import Probe, report

ENDPOINT, LOG = sys.argv[1:]
ACCOUNT, REGION = "000000000000", "us-east-1"
ARN = f"{REGION}:{ACCOUNT}"
KEY = {"Key": {"pk": {"S": "a"}}}

Call = Callable[[Callable], object]


def clients(access_key: str, secret_key: str, token: str | None = None) -> Callable:
    session = botocore.session.Session()
    return lambda service: session.create_client(
        service,
        REGION,
        endpoint_url=ENDPOINT,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        aws_session_token=token,
        config=Config(retries={"max_attempts": 0}, s3={"addressing_style": "path"}),
    )


root = clients("test", "test")


def role_with(statements: list[dict]) -> tuple[str, Callable]:
    """The name of a new role that has those rights, and its clients."""
    name = f"probe-{uuid.uuid4().hex[:12]}"
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
    iam = root("iam")
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy([trust]))
    iam.put_role_policy(RoleName=name, PolicyName="rights", PolicyDocument=policy(statements))
    assumed = root("sts").assume_role(RoleArn=f"arn:aws:iam::{ACCOUNT}:role/{name}", RoleSessionName="probe")
    keys = assumed["Credentials"]
    return name, clients(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])


def policy(statements: list[dict]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def allow(action: str, condition: dict | None = None, resource: str = "*") -> dict:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return {**statement, "Condition": condition} if condition else statement


def denies(client_of: Callable, call: Call) -> bool:
    try:
        call(client_of)
    except ClientError as error:
        if "AccessDenied" not in error.response["Error"]["Code"]:
            raise
        return True
    return False


def denied(statements: list[dict], call: Call) -> Callable[[], bool]:
    """Whether the call is denied to a role with those rights."""
    return lambda: denies(role_with(statements)[1], call)


def is_any(key: str, value: str) -> dict:
    return {"ForAnyValue:StringEquals": {key: value}}


def is_only(key: str, value: str) -> dict:
    return {"ForAllValues:StringEquals": {key: value}, "Null": {key: "false"}}


symmetric = root("kms").create_key()["KeyMetadata"]["KeyId"]
signing = root("kms").create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
queue = root("sqs").create_queue(QueueName="probe")["QueueUrl"]
root("s3").create_bucket(Bucket="probe")
root("dynamodb").create_table(
    TableName="probe",
    BillingMode="PAY_PER_REQUEST",
    AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
    KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
)


def encrypt(client_of: Callable):
    return client_of("kms").encrypt(KeyId=symmetric, Plaintext=b"probe", EncryptionContext={"id": "a"})


def sign(client_of: Callable):
    return client_of("kms").sign(KeyId=signing, Message=b"probe", SigningAlgorithm="ECDSA_SHA_256")


def put_events(client_of: Callable):
    return client_of("events").put_events(Entries=[{"Source": "probe", "DetailType": "probe", "Detail": "{}"}])


def put_object(client_of: Callable):
    return client_of("s3").put_object(Bucket="probe", Key=uuid.uuid4().hex, Body=b"", IfNoneMatch="*")


def read_path(client_of: Callable):
    return client_of("ssm").get_parameters_by_path(Path="/probe/path")


def batch_of(method: str, **fields) -> Call:
    entry = {"Id": "0", **fields}
    return lambda client_of: getattr(client_of("sqs"), method)(QueueUrl=queue, Entries=[entry])


def get_item(client_of: Callable):
    return client_of("dynamodb").get_item(TableName="probe", **KEY)


def batch_get_item(client_of: Callable):
    request = {"Keys": [KEY["Key"]], "ProjectionExpression": "#n", "ExpressionAttributeNames": {"#n": "name"}}
    return client_of("dynamodb").batch_get_item(RequestItems={"probe": request})


def put_item(client_of: Callable):
    return client_of("dynamodb").put_item(TableName="probe", Item={"pk": {"S": "a"}, "name": {"S": "n"}})


def write_two(client_of: Callable):
    """Of one partition the whole, of the other the name alone: as one request it has the rights of neither item."""
    update = {"TableName": "probe", "Key": {"pk": {"S": "b"}}, "UpdateExpression": "SET label = :l"}
    return client_of("dynamodb").transact_write_items(
        TransactItems=[
            {"Put": {"TableName": "probe", "Item": {"pk": {"S": "a"}}}},
            {"Update": {**update, "ExpressionAttributeValues": {":l": {"S": "l"}}}},
        ]
    )


def keeps_denials_to_itself() -> bool:
    name, client_of = role_with([allow("events:ListRules")])
    if not denies(client_of, put_events):
        raise AssertionError("a role without that right may put events")
    lines = Path(LOG).read_text(encoding="utf-8").splitlines()
    return not any(name in line and "events:PutEvents" in line for line in lines)


SECURE = {"Bool": {"aws:SecureTransport": "true"}}
BATCHES = {
    "sqs:SendMessage": batch_of("send_message_batch", MessageBody="probe"),
    "sqs:DeleteMessage": batch_of("delete_message_batch", ReceiptHandle="probe"),
    "sqs:ChangeMessageVisibility": batch_of(
        "change_message_visibility_batch", ReceiptHandle="probe", VisibilityTimeout=0
    ),
}
KMS_KEYS = {
    "kms:EncryptionContext:id": ("kms:Encrypt", "a", encrypt),
    "kms:EncryptionAlgorithm": ("kms:Encrypt", "SYMMETRIC_DEFAULT", encrypt),
    "kms:SigningAlgorithm": ("kms:Sign", "ECDSA_SHA_256", sign),
}

report(
    [
        Probe(
            "iam_context.count_loopback_as_secure",
            "aws:SecureTransport on loopback",
            denied([allow("kms:Encrypt", SECURE)], encrypt),
        ),
        *(
            Probe("iam_context.kms_context", key, denied([allow(action, {"StringEquals": {key: value}})], call))
            for key, (action, value, call) in KMS_KEYS.items()
        ),
        Probe(
            "iam_context.put_events_context",
            "events:source",
            denied([allow("events:PutEvents", is_any("events:source", "probe"))], put_events),
        ),
        Probe(
            "iam_context.s3_context",
            "s3:if-none-match",
            denied([allow("s3:PutObject", {"StringEquals": {"s3:if-none-match": "*"}})], put_object),
        ),
        Probe(
            "iam_context.resource_of",
            "the resource of ssm:GetParametersByPath",
            denied([allow("ssm:GetParametersByPath", resource=f"arn:aws:ssm:{ARN}:parameter/probe/path")], read_path),
        ),
        *(
            Probe("iam_context.BATCH_ACTIONS", f"the right to a batch of {action}", denied([allow(action)], call))
            for action, call in BATCHES.items()
        ),
        Probe("iam_context.report_denial", "a line in the log for what is denied", keeps_denials_to_itself),
        Probe(
            "dynamodb_context.request_context",
            "dynamodb:LeadingKeys",
            denied([allow("dynamodb:GetItem", is_only("dynamodb:LeadingKeys", "a"))], get_item),
        ),
        Probe(
            "dynamodb_context.request_context",
            "dynamodb:Attributes of what is written",
            denied([allow("dynamodb:PutItem", is_any("dynamodb:Attributes", "name"))], put_item),
        ),
        Probe(
            "dynamodb_context.request_context",
            "dynamodb:Attributes of a batch",
            denied([allow("dynamodb:BatchGetItem", is_any("dynamodb:Attributes", "name"))], batch_get_item),
        ),
        Probe(
            "dynamodb_context.request_context",
            "dynamodb:Select of a batch",
            denied(
                [allow("dynamodb:BatchGetItem", {"StringEquals": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"}})],
                batch_get_item,
            ),
        ),
        Probe(
            "dynamodb_context.transaction_checks",
            "the condition keys of each item of a transaction",
            denied(
                [
                    allow("dynamodb:PutItem", is_only("dynamodb:LeadingKeys", "a")),
                    allow("dynamodb:UpdateItem", is_only("dynamodb:LeadingKeys", "b")),
                ],
                write_two,
            ),
        ),
    ]
)
