"""The class is a Sequential itself and needs no forward."""
class InstrumentNet(nn.Sequential):
    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__(
            nn.Linear(input_dim, hidden_dim),
            nn.Sigmoid(),
            nn.Linear(hidden_dim, output_dim),
        )


model = InstrumentNet(input_dim=n_feat, hidden_dim=256, output_dim=n_class)
