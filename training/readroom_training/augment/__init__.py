"""Changes of training samples that teach a model to follow what it reads: pure functions of a case and a generator."""
