"""Systems that send webhooks, each by one of the two schemes."""

import base64
import hmac
import time
from dataclasses import dataclass
from hashlib import sha256

from requests.auth import AuthBase


@dataclass(frozen=True)
class Sender(AuthBase):
    """Signs a request as it leaves: over the very bytes of its body, which also name the event."""

    name: str
    scheme: str
    secret: str

    def __call__(self, request):
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body
        event_id = sha256(body).hexdigest()
        if self.scheme == "hmac-sha256":
            signature = hmac.new(self.secret.encode(), body, sha256).hexdigest()
            request.headers.update({"X-GitHub-Delivery": event_id, "X-Hub-Signature-256": f"sha256={signature}"})
            return request
        timestamp = str(int(time.time()))
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        signature = hmac.new(key, f"{event_id}.{timestamp}.".encode() + body, sha256).digest()
        request.headers.update(
            {
                "webhook-id": event_id,
                "webhook-timestamp": timestamp,
                "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
            }
        )
        return request
