"""Alembic revisions, shipped in the wheel and run at start; those of other rooms live in `versions` too."""
