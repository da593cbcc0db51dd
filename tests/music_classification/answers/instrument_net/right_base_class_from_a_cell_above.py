"""The layers come from a class that the student wrote in a cell above."""
# %%
class OneHiddenLayer(nn.Module):
    def __init__(self, sizes, activation):
        super().__init__()
        self.first = nn.Linear(sizes[0], sizes[1])
        self.second = nn.Linear(sizes[1], sizes[2])
        self.activation = activation

    def forward(self, x):
        return self.second(self.activation(self.first(x)))


# %%
class InstrumentNet(OneHiddenLayer):
    def __init__(self, *sizes):
        super().__init__(sizes, torch.sigmoid)


model = InstrumentNet(n_feat, 256, n_class)
