"""Output for terminals only."""
