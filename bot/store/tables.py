"""The tables of what is kept between messages."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

from lookup.tables import UtcTime

metadata = MetaData()

conversations = Table(
    "conversations",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),  # Goes up with every turn.
    Column("updated_at", UtcTime, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    # Ids are unique within a conversation only: a browser chooses its own.
    Column("conversation", String(200), primary_key=True),
    Column("message", String(200), primary_key=True),
    Column("received_at", UtcTime, nullable=False),
    # The answer of a channel that answers inline, for a redelivery; never personal data.
    Column("screens", Text),
    Column("forget", Boolean, nullable=False),  # The message held a secret.
    Index("ix_inbox_received_at", "received_at"),
)

outbox = Table(
    "outbox",
    metadata,
    # The turn of its conversation, and its place in it: letters are sent in this order.
    Column("conversation", String(200), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("channel", String(40), nullable=False),
    Column("person", String(200), nullable=False),
    Column("message", String(200), nullable=False),
    Column("kind", String(6), nullable=False),  # screen, forget, erase
    # What may be sent by whoever takes it up, until it has arrived.
    Column("screen", Text),
    Column("last", Boolean, nullable=False),  # Of its turn.
    # Here `screen` is the offer to show it again: the private screen is never written down.
    Column("private", Boolean, nullable=False),
    Column("status", String(9), nullable=False),  # As in `letters.Status`.
    Column("owner", String(120), nullable=False),  # The process that sends it.
    Column("attempts", Integer, nullable=False),
    Column("due_at", UtcTime),  # When it is taken up; None once nothing is to be done.
    Column("created_at", UtcTime, nullable=False),
    Column("reason", String(200), nullable=False),  # Why it is not sent yet, or never will be.
    Index("ix_outbox_due_at", "due_at"),
    Index("ix_outbox_created_at", "created_at"),
)

handovers = Table(
    "handovers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation", String(200), nullable=False),
    Column("channel", String(40), nullable=False),
    Column("person", String(200), nullable=False),
    Column("message", String(200), nullable=False),
    Column("language", String(8), nullable=False),
    Column("node", String(64), nullable=False),  # Where the person stood when asking.
    Column("status", String(7), nullable=False),  # waiting, human, closed
    Column("officer", String(80), nullable=False),
    Column("asked_at", UtcTime, nullable=False),
    Column("taken_at", UtcTime),
    Column("closed_at", UtcTime),
    Index(
        "uq_handovers_open",
        "conversation",
        unique=True,
        sqlite_where=text("status <> 'closed'"),
        postgresql_where=text("status <> 'closed'"),
    ),
    Index("ix_handovers_status", "status", "id"),
)

handover_messages = Table(
    "handover_messages",
    metadata,
    Column("handover", Integer, primary_key=True),
    Column("request", String(200), primary_key=True),  # The same when it is delivered again.
    Column("officer", String(80), nullable=False),  # "" for the person.
    Column("text", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Index("ix_handover_messages_at", "at"),
)

notices = Table(
    "notices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("texts", Text, nullable=False),  # By language.
    Column("until", UtcTime, nullable=False),
)

moves = Table(
    "moves",
    metadata,
    Column("digest", String(64), primary_key=True),  # Of the code, keyed.
    Column("request", String(400), nullable=False, unique=True),
    Column("place", Text, nullable=False),  # Node, bookmark and what was cited.
    Column("expires_at", UtcTime, nullable=False),
    Column("used_by", String(400)),  # The request that went on from it.
)

move_tries = Table(
    "move_tries",
    metadata,
    Column("request", String(400), primary_key=True),
    Column("conversation", String(200), nullable=False),
    Column("at", UtcTime, nullable=False),
    Index("ix_move_tries_conversation_at", "conversation", "at"),
)

channel_tokens = Table(
    "channel_tokens",
    metadata,
    Column("channel", String(40), primary_key=True),
    # Both are sealed, and empty before the first renewal.
    Column("access", LargeBinary, nullable=False),
    Column("refresh", LargeBinary, nullable=False),
    Column("ends_at", UtcTime, nullable=False),
    Column("origin", String(64), nullable=False),  # Digest of the token authorised by hand.
    Column("leased_until", UtcTime, nullable=False),  # One process renews at a time.
)
