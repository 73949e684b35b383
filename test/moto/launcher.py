"""Runs moto's server on a free port of loopback, until its standard input closes.

Whoever starts it holds the other end of standard input, so that it ends when its starter does. It prints one line,
`Running on <address>`, as soon as it answers.

moto's KMS lacks two operations, which are added here: decrypting with an RSA key, and signing a message that is a
digest already (it would hash it again). Its PartiQL reads no parameters in an INSERT, and overwrites what is there: that
statement is carried out here.
"""

import base64
import json
import os
import re

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from moto.core.exceptions import JsonRESTError
from moto.dynamodb.models import DynamoDBBackend
from moto.kms.exceptions import InvalidCiphertextException
from moto.kms.responses import KmsResponse
from moto.server import ThreadedMotoServer

OAEP = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)

decrypt_symmetric = KmsResponse.decrypt
sign_message = KmsResponse.sign


def blob(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else base64.b64decode(value)


def enabled_key(response: KmsResponse):
    key = response.kms_backend.describe_key(response._get_param("KeyId"))
    if not key.enabled:
        raise JsonRESTError("DisabledException", f"{key.arn} is disabled.")
    return key


def decrypt(self: KmsResponse) -> str:
    if self._get_param("EncryptionAlgorithm") != "RSAES_OAEP_SHA_256":
        return decrypt_symmetric(self)
    key = enabled_key(self)
    try:
        plaintext = key.private_key.private_key.decrypt(blob(self._get_param("CiphertextBlob")), OAEP)
    except ValueError as error:
        raise InvalidCiphertextException() from error
    return json.dumps({"Plaintext": base64.b64encode(plaintext).decode(), "KeyId": key.arn})


def sign(self: KmsResponse) -> str:
    if self._get_param("MessageType") != "DIGEST":
        return sign_message(self)
    if self._get_param("SigningAlgorithm") != "ECDSA_SHA_256":
        raise JsonRESTError("UnsupportedOperationException", "Only ECDSA_SHA_256 signs a digest here.")
    key = enabled_key(self)
    signature = key.private_key.private_key.sign(blob(self._get_param("Message")), ec.ECDSA(Prehashed(hashes.SHA256())))
    encoded = base64.b64encode(signature).decode()
    return json.dumps({"KeyId": key.arn, "Signature": encoded, "SigningAlgorithm": "ECDSA_SHA_256"})


INSERT = re.compile(r"""INSERT INTO "([\w.-]+)" VALUE \{('\w+': \?(?:, ?'\w+': \?)*)\}""")

execute_statements = DynamoDBBackend.batch_execute_statement


def insert(self: DynamoDBBackend, statement: str, parameters: list) -> dict:
    table_name, attributes = INSERT.fullmatch(statement).groups()
    item = dict(zip(re.findall(r"'(\w+)'", attributes), parameters, strict=True))
    key = {name: item[name] for name in self.tables[table_name].table_key_attrs}
    if self.get_item(table_name, key):
        error = {"Code": "DuplicateItem", "Message": "Duplicate primary key exists in table"}
        return {"TableName": table_name, "Error": error}
    self.put_item(table_name, item)
    return {"TableName": table_name}


def batch_execute_statement(self: DynamoDBBackend, statements: list[dict]) -> list[dict]:
    if not all(each["Statement"].startswith("INSERT") for each in statements):
        return execute_statements(self, statements)
    return [insert(self, each["Statement"], each["Parameters"]) for each in statements]


DynamoDBBackend.batch_execute_statement = batch_execute_statement
KmsResponse.decrypt = decrypt
KmsResponse.sign = sign

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
print(f"Running on http://{host}:{port}", flush=True)
while os.read(0, 1):
    pass
