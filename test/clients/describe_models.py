"""Prints what the installed Python client knows of the contract, as JSON Schema and lists of statuses."""

import inspect
import json
import re

from openrouter import byok, components
from openrouter.operations import ListBYOKKeysRequest
from pydantic import TypeAdapter

OPERATIONS = {"listBYOKKeys": "list", "createBYOKKey": "create", "getBYOKKey": "get"}
OPERATIONS |= {"updateBYOKKey": "update", "deleteBYOKKey": "delete"}


def schema_of(model):
    return TypeAdapter(model).json_schema(mode="validation", by_alias=True)


def statuses_of(method):
    source = inspect.getsource(getattr(byok.BYOK, method))
    return sorted({int(status) for status in re.findall(r'match_response\(http_res, "(\d{3})"', source)})


print(
    json.dumps(
        {
            "record": schema_of(components.BYOKKey),
            "create": schema_of(components.CreateBYOKKeyRequest),
            "update": schema_of(components.UpdateBYOKKeyRequest),
            "list": schema_of(ListBYOKKeysRequest),
            "statuses": {name: statuses_of(method) for name, method in OPERATIONS.items()},
        }
    )
)
