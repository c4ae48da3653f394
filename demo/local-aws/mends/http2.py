"""HTTP/2 sessions that their client ends.

Restored: frames that a client still sends after its GOAWAY are no protocol error, as RFC 9113 (6.8) says. The SDK's
Kinesis client opens a session per request, and Node.js acknowledges the last bytes of a long response after GOAWAY:
without this mend, calls with answers above 32 kB fail after they took effect.
"""

from h2.connection import ConnectionInputs, ConnectionState, H2ConnectionStateMachine

_LATE = (ConnectionInputs.RECV_WINDOW_UPDATE, ConnectionInputs.RECV_RST_STREAM, ConnectionInputs.RECV_PING)


def apply() -> None:
    for late in _LATE:
        H2ConnectionStateMachine._transitions.setdefault((ConnectionState.CLOSED, late), (None, ConnectionState.CLOSED))
