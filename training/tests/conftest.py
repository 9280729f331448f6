"""For all tests: the same choices on every run, one thread (they run beside others), no deadline on a busy machine."""

import os

from hypothesis import settings

# Before anything imports torch.
os.environ.setdefault("OMP_NUM_THREADS", "1")

settings.register_profile("readroom", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("readroom")
