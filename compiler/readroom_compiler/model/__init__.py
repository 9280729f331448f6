"""The Llama family as Relax functions."""
