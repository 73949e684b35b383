"""Lets MiniStack's pollers work on the front of a queue instead of all that waits in it.

MiniStack walks every waiting message four times for each batch that it hands to a function, and copies the list when
the batch is done, so the time per message grows with the queue: an import of 100,000 rows took three times as long per
row as one of 10,000. The functions that decide (what has expired, what is a dead letter, what is visible)
stay MiniStack's own; they get to see the front, and the whole queue only when the front does not fill the batch.

Two things become as they are on AWS by the way. A batch has as many messages as its mapping asks for, where MiniStack
stops at ten. And the list of waiting messages is changed, never exchanged: a message sent meanwhile from another
thread cannot be lost with the old list.

What is replaced is looked up by name, so a MiniStack that renamed it stops the start with an AttributeError.
"""

from ministack.services import sqs

FRONT = 256
"""Messages. More than are usually in flight, which stand before the first that is free."""


def receive(queue_url: str, max_number: int) -> list[dict]:
    with sqs._queues_lock:
        queue = sqs._get_q(queue_url)
        is_long = len(queue["messages"]) > FRONT
        batch = take(queue, FRONT, max_number)
        if is_long and len(batch) < max_number:
            batch += take(queue, len(queue["messages"]), max_number - len(batch))
        return batch


def take(queue: dict, size: int, max_number: int) -> list[dict]:
    front = queue["messages"][:size]
    view = {**queue, "messages": front}
    sqs._expire_retained(view)
    sqs._dlq_sweep(view)
    replace(queue, front, view["messages"])
    return sqs._collect_msgs(view, max_number, int(queue["attributes"].get("VisibilityTimeout", "30")))


def delete(queue_url: str, receipt_handles: set[str]) -> None:
    with sqs._queues_lock:
        queue = sqs._get_q(queue_url)
        if remove(queue, FRONT, receipt_handles) < len(receipt_handles):
            remove(queue, len(queue["messages"]), receipt_handles)


def remove(queue: dict, size: int, receipt_handles: set[str]) -> int:
    front = queue["messages"][:size]
    kept = [message for message in front if message.get("receipt_handle") not in receipt_handles]
    replace(queue, front, kept)
    return len(front) - len(kept)


def replace(queue: dict, front: list[dict], kept: list[dict]) -> None:
    if len(kept) < len(front):
        queue["messages"][: len(front)] = kept


def install() -> None:
    for name, replacement in {"_receive_messages_for_esm": receive, "_delete_messages_for_esm": delete}.items():
        getattr(sqs, name)
        setattr(sqs, name, replacement)
