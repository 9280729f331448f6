"""What reports share: duplicates, templates, and leakage between splits."""
