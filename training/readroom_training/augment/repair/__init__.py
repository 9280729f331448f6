"""Impressions whose words de-identification masked, made whole again where that is certain."""
