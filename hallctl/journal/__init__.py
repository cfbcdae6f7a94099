"""The append-only journal: one writer, its tables, projections, queries, migrations and verification."""
