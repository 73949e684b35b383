"""Runs MiniStack in the foreground, in its working directory, and ends it when whoever started it is gone.

The starter holds the other end of standard input and never writes to it. When the starter dies, however suddenly,
the read returns and the whole process group gets the signal that makes MiniStack save its state and leave.

MiniStack closes its port before it saves. So a free port does not mean that the state is complete; a lock, which
the system releases when the process is gone, does.
"""

import fcntl
import os
import runpy
import signal
import sys
import threading

import iam_context
import key_conditions
import queue_front

RECORD_CALLS = "--record-calls="


def stop_when_orphaned() -> None:
    while os.read(0, 1):
        pass
    os.killpg(0, signal.SIGTERM)


threading.Thread(target=stop_when_orphaned, daemon=True).start()
lock = open("emulator.lock", "w")
fcntl.flock(lock, fcntl.LOCK_EX)
iam_context.install()
queue_front.install()
key_conditions.install()
for argument in sys.argv[1:]:
    if argument.startswith(RECORD_CALLS):
        import call_record

        call_record.install(argument.removeprefix(RECORD_CALLS))
sys.argv = ["ministack"]
runpy.run_module("ministack", run_name="__main__", alter_sys=True)
