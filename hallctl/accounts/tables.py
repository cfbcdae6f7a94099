"""Tables of the accounts. They live beside the journal, but nothing in them is part of it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, MetaData, String, Table

METADATA = MetaData()

PEOPLE = Table(
    "account_people",
    METADATA,
    Column("user", String(64), primary_key=True),
    Column("person", String(64), nullable=False),
    Column("hash", String(256), nullable=False),
    Column("admin", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_s", BigInteger, nullable=False),
)

TOKENS = Table(
    "account_tokens",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("name", String(64), nullable=False),
    Column("scopes", String(256), nullable=False),
    Column("created_s", BigInteger, nullable=False),
)

SESSIONS = Table(
    "account_sessions",
    METADATA,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("csrf", String(64), nullable=False),
    Column("user", String(64), nullable=False, index=True),
    Column("person", String(64), nullable=False),
    Column("post", String(64), nullable=False),
    Column("admin", Boolean, nullable=False),
    Column("window", String(64)),
    Column("workstation", String(64), nullable=False),
    Column("started_s", BigInteger, nullable=False),
    Column("seen_s", BigInteger, nullable=False),
    Column("expires_s", BigInteger, nullable=False),
)

CHANGES = Table(
    "account_changes",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("revision", BigInteger, nullable=False),
)
"""One row: rises with every change made by the command line, so that a running daemon notices."""
