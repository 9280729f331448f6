"""Bytes on disk to bounded lines and members: encodings, gzip, archives, each with its limits."""
