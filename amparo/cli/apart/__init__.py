"""Surfaces apart: what each may do with which table, as whom it asks, and what it keeps secret."""
