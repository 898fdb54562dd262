"""Counting that knows nothing of Django: which records are the same person, and which counts may be shown."""
