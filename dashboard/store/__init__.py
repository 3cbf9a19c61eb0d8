"""Store: plans, their versions and drafts, and the chain of events, in one SQLite file or in PostgreSQL."""
