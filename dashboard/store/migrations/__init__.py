"""Migrations: every change of the tables since the first version, one file each, forward only."""
