"""The model compiler: Llama configurations to WebGPU model libraries."""
