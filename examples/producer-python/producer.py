import json
import os
import urllib.request
import uuid
from datetime import datetime, timezone

import boto3
from jwcrypto import jwe, jwk

url, queue_url, workspace_id = (os.environ[name] for name in ("KEYFERRY_URL", "IMPORT_QUEUE_URL", "WORKSPACE_ID"))

# 1. The intake public key: anyone may have it, and only the worker can open what it seals.
with urllib.request.urlopen(f"{url}/byok/public-key") as answer:
    public_key = json.load(answer)

# 2. Seal the key for one workspace and one provider: the header is authenticated, and the worker compares it.
header = {"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": public_key["kid"]}
binding = {"workspace_id": workspace_id, "provider": "openai"}
seal = jwe.JWE(os.environ["PROVIDER_KEY"].encode(), protected=json.dumps({**header, **binding}))
seal.add_recipient(jwk.JWK(**public_key))

# 3. One row of an import. Sending the same import_id and row again changes nothing.
message = {
    "version": 1,
    "type": "credential.import",
    "import_id": str(uuid.uuid4()),
    "row": 1,
    "total_rows": 1,
    **binding,
    "sealed_key": seal.serialize(compact=True),
    "settings": {"name": "From Python"},
    "requested_at": datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
}
boto3.client("sqs").send_message(QueueUrl=queue_url, MessageBody=json.dumps(message), MessageGroupId=workspace_id)
print(message["import_id"])
