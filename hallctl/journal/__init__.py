"""The append-only journal: one writer, its tables, projections, queries, migrations and the proof that it is whole."""
