"""Runs MiniStack in the foreground, in its working directory, and ends it when whoever started it is gone.

The starter holds the other end of standard input and never writes to it. When the starter dies, however suddenly,
the read returns and the whole process group gets the signal that makes MiniStack save its state and leave.

MiniStack closes its port before it saves. So a free port does not mean that the state is complete; the lock does.

Flags:
  --record-calls=<file>   writes down what roles ask of IAM
  --large-imports         also what spares work that grows with what waits and with what is stored
  --unpatched             MiniStack as it is published, for the probes in test/emulator
"""

import os
import runpy
import signal
import sys
import threading

import state_lock

RECORD_CALLS = "--record-calls="


def stop_when_orphaned() -> None:
    while os.read(0, 1):
        pass
    os.killpg(0, signal.SIGTERM)


def install_patches(flags: list[str]) -> None:
    import browser_guard
    import iam_context
    import partiql
    import saved_streams

    browser_guard.install()
    partiql.install()
    saved_streams.install()
    iam_context.install()
    if "--large-imports" in flags:
        import key_conditions
        import queue_front

        queue_front.install()
        key_conditions.install()
    for flag in flags:
        if flag.startswith(RECORD_CALLS):
            import call_record

            call_record.install(flag.removeprefix(RECORD_CALLS))


threading.Thread(target=stop_when_orphaned, daemon=True).start()
lock = state_lock.acquire()
if "--unpatched" not in sys.argv[1:]:
    install_patches(sys.argv[1:])
sys.argv = ["ministack"]
runpy.run_module("ministack", run_name="__main__", alter_sys=True)
