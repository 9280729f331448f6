"""Training of adapters: data sets, recipes, the loop, export."""
