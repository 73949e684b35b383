"""The lock of a state: its emulator holds it until the state is saved, and the system releases it when that is gone.

    python state_lock.py      exits with 3 if an emulator holds the lock of the working directory, else with 0
"""

import fcntl
import sys

FILE = "emulator.lock"
HELD = 3


def acquire():
    """Waits for the lock. It is held as long as somebody keeps what this returns."""
    lock = open(FILE, "w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def is_held() -> bool:
    with open(FILE, "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


if __name__ == "__main__":
    sys.exit(HELD if is_held() else 0)
