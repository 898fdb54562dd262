"""What happens next in a case. Read from top to bottom: this is its way."""
