"""Which workspace an API key of the platform belongs to. A platform has this in its own database."""

import json
import os
from hashlib import sha256


def workspace_of(api_key: str) -> str | None:
    """The workspace's id, or None for a key that nobody was given."""
    with open(os.environ["TENANTS_FILE"]) as file:
        return json.load(file).get(sha256(api_key.encode()).hexdigest())
