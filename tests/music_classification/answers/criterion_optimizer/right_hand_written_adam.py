"""Adam written by hand, from the formulas of the paper."""
criterion = nn.CrossEntropyLoss()
class MyAdam:
    def __init__(self, parameters, lr):
        self.parameters, self.lr, self.t = list(parameters), lr, 0
        self.m = [0.0 for _ in self.parameters]
        self.v = [0.0 for _ in self.parameters]

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        self.t += 1
        for i, p in enumerate(self.parameters):
            self.m[i] = 0.9 * self.m[i] + 0.1 * p.grad
            self.v[i] = 0.999 * self.v[i] + 0.001 * p.grad**2
            m_hat = self.m[i] / (1 - 0.9**self.t)
            v_hat = self.v[i] / (1 - 0.999**self.t)
            p -= self.lr * m_hat / (v_hat.sqrt() + 1e-8)


optimizer = MyAdam(model.parameters(), 0.001)
