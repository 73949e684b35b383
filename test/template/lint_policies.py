"""Judges IAM policies by AWS's reference of actions, resources and condition keys (parliament).

Reads a JSON object of policy documents by name from the file that is named, and writes one line per finding.
"""

import json
import pathlib
import sys

from parliament import analyze_policy_string

POLICIES = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))

for name, document in POLICIES.items():
    for finding in analyze_policy_string(json.dumps(document)).findings:
        print(json.dumps({"policy": name, "issue": finding.issue, "detail": str(finding.detail)}))
