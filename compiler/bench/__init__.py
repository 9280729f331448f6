"""Kernels one by one: their WGSL, inputs and right answers, for a browser to run."""
