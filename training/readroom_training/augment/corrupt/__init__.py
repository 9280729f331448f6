"""Impressions made wrong in one respect that the findings decide: what a model should find unlikely."""
