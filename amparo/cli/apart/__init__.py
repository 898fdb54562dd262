"""Surfaces run apart: the rights of each on each table, its database role, and its secrets."""
