"""Alembic revisions, shipped in the wheel and run at start. Revisions of other rooms live in `versions` too."""
