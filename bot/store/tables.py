"""The tables of what is kept between messages."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, MetaData, String, Table, Text

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
    Column("kind", String(6), nullable=False),  # screen, forget
    # What may be sent by whoever takes it up, until it has arrived.
    Column("screen", Text),
    Column("last", Boolean, nullable=False),  # Of its turn.
    # Here `screen` is the offer to show it again: the private screen is never written down.
    Column("private", Boolean, nullable=False),
    Column("status", String(9), nullable=False),  # pending, sending, sent, uncertain, dead
    Column("owner", String(120), nullable=False),  # The process that sends it.
    Column("attempts", Integer, nullable=False),
    Column("due_at", UtcTime),  # When it is taken up; None once nothing is to be done.
    Column("created_at", UtcTime, nullable=False),
    Column("reason", String(200), nullable=False),  # Why it is not sent yet, or never will be.
    Index("ix_outbox_due_at", "due_at"),
    Index("ix_outbox_created_at", "created_at"),
)
