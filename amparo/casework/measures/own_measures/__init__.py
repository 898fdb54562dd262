"""Measures that an organisation carries out itself, for its own people."""
