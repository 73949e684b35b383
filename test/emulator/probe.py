"""What a probe is: something that MiniStack does otherwise than AWS, and the patch in infra/local that mends it."""

import json
from collections.abc import Callable
from typing import NamedTuple


class Probe(NamedTuple):
    patch: str
    """Module and name of what mends it, as in `iam_context.kms_context`."""
    mends: str
    shows: Callable[[], bool]
    """Whether the emulator still does otherwise than AWS."""


def report(probes: list[Probe]) -> None:
    """A line of JSON for each probe. One that cannot be run says why: a name is gone, a call has another answer."""
    for patch, mends, shows in probes:
        finding = {"patch": patch, "mends": mends}
        try:
            finding["shows"] = shows()
        except Exception as error:
            finding["error"] = f"{type(error).__name__}: {error}"
        print(json.dumps(finding), flush=True)
