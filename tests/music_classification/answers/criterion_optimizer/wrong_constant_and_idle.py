"""A constant loss and an optimizer that does nothing.

Hint: does not depend on the labels
At most: 10 %
"""
class Idle:
    def zero_grad(self):
        pass

    def step(self):
        pass


def criterion(logits, labels):
    return torch.zeros((), requires_grad=True)


optimizer = Idle()
