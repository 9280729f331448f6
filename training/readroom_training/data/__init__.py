"""Reports from exports of other systems: readers, splits, leakage, statistics. Nothing here prints report text."""
