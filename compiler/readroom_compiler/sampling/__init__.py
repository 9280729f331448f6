"""From logits to a token: penalties, softmax, sort, nucleus sampling and argmax.

None of these kernels uses shared memory or a barrier: each output element is one thread's work, and longer
reductions are several launches. Software adapters spend most of their time in barriers, and without them the
very same code runs natively, where the tests are.
"""
