"""How a poller's batch is taken from a long queue; see infra/local/queue_front.py. Run by emulator-patches.test.ts."""

import json
import time
import unittest

from ministack.services import sqs

import queue_front

ARN = "arn:aws:sqs:us-east-1:000000000000:"
LONG = 3 * queue_front.FRONT


def create(name: str, **attributes: str) -> str:
    return sqs._act_create_queue({"QueueName": name, "Attributes": attributes}, "")["QueueUrl"]


def send(url: str, count: int, **fields: str) -> None:
    for number in range(count):
        sqs._act_send_message({"QueueUrl": url, "MessageBody": str(number), **fields}, "")


def waiting(url: str) -> list[str]:
    return [message["body"] for message in sqs._get_q(url)["messages"]]


def bodies(batch: list[dict]) -> list[str]:
    return [message["body"] for message in batch]


def handles(batch: list[dict]) -> set[str]:
    return {message["receipt_handle"] for message in batch}


class QueueFront(unittest.TestCase):
    def setUp(self):
        sqs.reset()

    def test_a_batch_is_as_large_as_asked_and_comes_from_the_front(self):
        url = create("long")
        send(url, LONG)
        self.assertEqual(bodies(queue_front.receive(url, 30)), [str(number) for number in range(30)])
        self.assertEqual(bodies(queue_front.receive(url, 30)), [str(number) for number in range(30, 60)])

    def test_what_is_behind_a_front_in_flight_is_found_and_deleted(self):
        url = create("in-flight")
        send(url, LONG)
        first = queue_front.receive(url, queue_front.FRONT - 5)
        across = queue_front.receive(url, 30)
        self.assertEqual(bodies(across), [str(queue_front.FRONT - 5 + number) for number in range(30)])
        queue_front.delete(url, handles(across))
        queue_front.delete(url, handles(first))
        self.assertEqual(waiting(url), [str(number) for number in range(queue_front.FRONT + 25, LONG)])

    def test_nothing_that_was_not_received_is_deleted(self):
        url = create("unreceived")
        send(url, 3)
        queue_front.delete(url, {"no-handle"})
        self.assertEqual(waiting(url), ["0", "1", "2"])

    def test_a_message_received_too_often_becomes_a_dead_letter_wherever_it_stands(self):
        dead = create("dead")
        redrive = json.dumps({"deadLetterTargetArn": f"{ARN}dead", "maxReceiveCount": 1})
        url = create("poisoned", RedrivePolicy=redrive, VisibilityTimeout="0")
        send(url, LONG)
        queue_front.receive(url, LONG)
        self.assertEqual(queue_front.receive(url, 30), [])
        self.assertEqual(waiting(url), [])
        self.assertEqual(len(waiting(dead)), LONG)

    def test_an_expired_message_is_not_received(self):
        url = create("old", MessageRetentionPeriod="60")
        send(url, 2)
        sqs._get_q(url)["messages"][0]["sent_at"] = time.time() - 61
        self.assertEqual(bodies(queue_front.receive(url, 10)), ["1"])

    def test_a_group_waits_for_its_message_in_flight(self):
        url = create("groups.fifo", FifoQueue="true", ContentBasedDeduplication="true")
        send(url, 1, MessageGroupId="a")
        queue_front.receive(url, 10)
        send(url, LONG + 1, MessageGroupId="a")
        self.assertEqual(queue_front.receive(url, 10), [])

    def test_the_list_of_messages_stays_the_same_list(self):
        """A thread that sends may hold it: were it exchanged, its message would be lost."""
        url = create("shared")
        send(url, 5)
        before = sqs._get_q(url)["messages"]
        queue_front.delete(url, handles(queue_front.receive(url, 2)))
        self.assertIs(sqs._get_q(url)["messages"], before)


unittest.main(verbosity=2)
