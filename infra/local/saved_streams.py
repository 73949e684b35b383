"""Keeps the streams of tables over a restart, as AWS keeps them for a day whatever happens.

MiniStack saves how far each consumer has read a stream, but not the stream. After a restart it counts from zero, and the consumer
hears of nothing until the table has changed as often as before.

What every consumer has read is let go as if its day were over, so that little is saved. What is replaced is looked up by name,
so a MiniStack that renamed it stops the start with an AttributeError.
"""

import copy

RECORDS, START = "stream_records", "stream_trimmed"
"""Members of the saved state, named like what they hold of the module."""


def install() -> None:
    # Not at the top: to import a service reads its saved state, and the launcher must have its lock by then.
    from ministack.services import dynamodb

    get_state, load = dynamodb.get_state, dynamodb.load_persisted_state

    def get_state_with_streams() -> dict:
        return {**get_state(), **unread_streams()}

    def load_with_streams(data: dict) -> None:
        load(data)
        dynamodb._stream_records.update(data.get(RECORDS, {}))
        dynamodb._stream_trimmed.update(data.get(START, {}))

    dynamodb.get_state = get_state_with_streams
    dynamodb.load_persisted_state = load_with_streams


def unread_streams() -> dict:
    """The records that some consumer has yet to read, and the position of the first of them in its stream."""
    from ministack.core.responses import AccountRegionScopedDict
    from ministack.services import dynamodb

    records, start = AccountRegionScopedDict(), AccountRegionScopedDict()
    for (account, region, name), table in dynamodb._tables.all_items():
        held = dynamodb._stream_records.get_scoped(account, region, name) or []
        first = dynamodb._stream_trimmed.get_scoped(account, region, name, 0)
        unread = max(first, min(positions_in(table.get("LatestStreamArn")), default=first))
        records.set_scoped(account, region, name, copy.deepcopy(held[unread - first :]))
        start.set_scoped(account, region, name, unread)
    return {RECORDS: records, START: start}


def positions_in(stream: str | None) -> list[int]:
    """How far each consumer has read this stream."""
    from ministack.services import lambda_svc

    consumers = [key for key, mapping in lambda_svc._esms.all_items() if mapping.get("EventSourceArn") == stream]
    positions = [lambda_svc._dynamodb_stream_positions.get_scoped(*key) for key in consumers]
    return [position for position in positions if position is not None]
