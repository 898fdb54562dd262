"""Fictional cases, run over HTTP by separate people: what `amparo demo` shows."""
