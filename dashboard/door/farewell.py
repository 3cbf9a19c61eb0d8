"""Farewell: the last words to a tab whose session ended, and how to tell a person's message from a clock's.

The only module of the door that knows how Streamlit's pages and server talk.
"""

from __future__ import annotations

from urllib.parse import urlencode

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

PROTOCOL_ENTRIES = 3
"""Name of the protocol, token against forgery, and the session that a tab wants to go on with."""


def redirect(address: str, **query: str) -> bytes:
    """Return the message upon which a tab goes to another address of this server."""
    message = ForwardMsg()
    message.auth_redirect.url = f"{address}?{urlencode(query)}"
    return bytes(message.SerializeToString())


def by_hand(data: bytes) -> bool:
    """Return whether a person did something: pages also look for news by themselves."""
    message = BackMsg()
    try:
        message.ParseFromString(data)
    except DecodeError:
        return False
    kind = message.WhichOneof("type")
    return kind == "rerun_script" and not message.rerun_script.is_auto_rerun


def wanted_session(protocols: list[str]) -> str:
    """Return the id of Streamlit's session that a tab wants to go on with; nothing for a new one."""
    return protocols[2].strip() if len(protocols) >= PROTOCOL_ENTRIES else ""
