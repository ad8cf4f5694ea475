"""What the pool and its worker processes say to each other: one JSON object a message.

To a worker go ``suggest`` (a job) and ``cancel``; a closed pipe means "end". Back come
``ready`` once, then ``done`` or ``failed`` for each job, or ``broken`` for good.
"""

import json
from multiprocessing.connection import Connection
from typing import Any

Message = dict[str, Any]

SUGGEST = "suggest"
CANCEL = "cancel"
READY = "ready"
DONE = "done"
FAILED = "failed"
BROKEN = "broken"


def send(connection: "Connection[Any, Any]", kind: str, **content: Any) -> None:
    """Send one message; raises OSError where the other end is gone."""
    connection.send_bytes(json.dumps({"kind": kind, **content}).encode("ascii"))


def receive(connection: "Connection[Any, Any]") -> Message:
    """Wait for one message; raises EOFError or OSError where the other end is gone."""
    message: Message = json.loads(connection.recv_bytes())
    return message
