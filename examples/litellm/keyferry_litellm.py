"""Gives LiteLLM's proxy the keys of the tenant that calls it, from the agent of `keyferry resolver`.

`user_api_key_auth` says who calls. `keys` puts the tenant's key into each attempt, and reports its outcome.
"""

import os

import httpx
from litellm.integrations.custom_logger import CustomLogger
from litellm.proxy._types import ProxyException, UserAPIKeyAuth
from litellm.proxy.utils import hash_token

import tenants

# LiteLLM's names of providers, where keyferry has another.
SLUGS = {"gemini": "google-ai-studio", "vertex_ai": "google-vertex", "bedrock": "amazon-bedrock"}


class Agent:
    """The agent's HTTP API, on a unix socket or on loopback. The token is read at the start, from the agent's file."""

    def __init__(self) -> None:
        socket = os.environ.get("KEYFERRY_AGENT_SOCKET")
        with open(os.environ["KEYFERRY_AGENT_TOKEN_FILE"]) as file:
            headers = {"x-keyferry-token": file.read().strip()}
        # Never through a proxy of the environment: the answers have keys in them.
        self.client = httpx.AsyncClient(
            transport=httpx.AsyncHTTPTransport(uds=socket),
            base_url=os.environ.get("KEYFERRY_AGENT_URL", "http://localhost"),
            headers=headers,
            timeout=5,
            trust_env=False,
        )

    async def resolve(self, request: dict) -> list:
        answer = await self.client.post("/v1/resolve", json=request)
        if answer.status_code != 200:
            # An agent that cannot answer is not a tenant without keys: the platform's key must not stand in.
            raise refusal("the keys of this workspace cannot be read now", 503)
        return answer.json()["attempts"]

    async def report(self, attempt: dict, status: int) -> None:
        use = {"credential_id": attempt["credential_id"], "key_version": attempt["key_version"], "status": status}
        try:
            await self.client.post("/v1/report", json=use)
        except httpx.HTTPError:
            pass  # A report is worth no request.


def refusal(message: str, status: int) -> ProxyException:
    return ProxyException(message=message, type="keyferry", param=None, code=status)


async def user_api_key_auth(request, api_key: str) -> UserAPIKeyAuth:
    """LiteLLM's `custom_auth`. The workspace comes from what the platform knows, never from the caller's request."""
    workspace = tenants.workspace_of(api_key)
    if workspace is None:
        raise refusal("unknown API key", 401)
    hashed = hash_token(api_key)
    return UserAPIKeyAuth(api_key=hashed, metadata={"workspace": workspace, "api_key_hash": hashed})


class Keys(CustomLogger):
    """Runs before each attempt of LiteLLM's router: the first, and each retry."""

    def __init__(self) -> None:
        super().__init__()
        self.agent = None

    async def async_pre_call_deployment_hook(self, kwargs: dict, call_type) -> dict:
        self.agent = self.agent or Agent()
        metadata = metadata_of(kwargs)
        metadata.pop("keyferry", None)
        # A caller's metadata is here as well: what it says is no matter.
        if not metadata.get("attempted_retries"):
            metadata["keyferry_tried"] = []
        caller = metadata.get("user_api_key_metadata") or {}
        if "workspace" not in caller:
            raise refusal("the caller has no workspace", 403)
        model, provider = kwargs["model"], kwargs.get("custom_llm_provider")
        if provider is None:
            provider, _, model = model.partition("/")
        attempts = await self.agent.resolve(
            {
                "workspace": caller["workspace"],
                "providers": [SLUGS.get(provider, provider)],
                "model": model.removeprefix(f"{provider}/"),
                "user": metadata.get("user_api_key_user_id"),
                "api_key_hash": caller["api_key_hash"],
                "max_attempts": 10,
            }
        )
        # A repetition is of what failed, and that may have been the agent: only what was used counts as tried. Nor does the list
        # stay the same: a key may be new or gone.
        tried = metadata.setdefault("keyferry_tried", [])
        attempt = next((each for each in attempts if name_of(each) not in tried), None)
        if attempt is None:
            raise refusal("no further key of this workspace", 403)
        metadata["keyferry_tried"] = [*tried, name_of(attempt)]
        if attempt["kind"] == "credential":
            kwargs["api_key"] = attempt["key"]
            # Without the key: failure callbacks see the metadata.
            metadata["keyferry"] = {name: attempt[name] for name in ("credential_id", "key_version")}
        return kwargs

    async def async_log_success_event(self, kwargs, response_obj, start_time, end_time) -> None:
        await self.report(kwargs, 200)

    async def async_log_failure_event(self, kwargs, response_obj, start_time, end_time) -> None:
        await self.report(kwargs, getattr(kwargs.get("exception"), "status_code", None))

    async def report(self, kwargs: dict, status) -> None:
        used = metadata_of(kwargs.get("litellm_params") or {}).get("keyferry")
        if used is not None and self.agent is not None and status is not None:
            await self.agent.report(used, int(status))


def name_of(attempt: dict) -> str:
    """The key and its version, or the platform's own capacity."""
    return attempt.get("cache_key", attempt["kind"])


def metadata_of(kwargs: dict) -> dict:
    """LiteLLM keeps it under another name for some endpoints."""
    for name in ("litellm_metadata", "metadata"):
        if kwargs.get(name):
            return kwargs[name]
    return kwargs.setdefault("metadata", {})


keys = Keys()
