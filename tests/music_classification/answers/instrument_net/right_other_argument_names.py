"""Other parameter names and a default; the order is the given one."""
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, nin, nh=256, nout=10):
        super(InstrumentNet, self).__init__()
        self.activation = nn.Sigmoid()
        self.Dense1 = nn.Linear(nin, nh)
        self.Dense2 = nn.Linear(nh, nout)

    def forward(self, x):
        x = x.view(x.size(0), -1)
        x = self.activation(self.Dense1(x))
        out = self.Dense2(x)
        return out


model = InstrumentNet(nin=n_feat, nout=n_class)
