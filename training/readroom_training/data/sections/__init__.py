"""Findings and impression out of a whole report's text."""
