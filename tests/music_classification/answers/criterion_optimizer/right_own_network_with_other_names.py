"""The student's own network, whose layers have other names than ours, and an optimizer that uses them."""
# %%
class InstrumentNet(nn.Module):
    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.fc1 = nn.Linear(input_dim, hidden_dim)
        self.fc2 = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        return self.fc2(torch.sigmoid(self.fc1(x)))


# %%
criterion = nn.CrossEntropyLoss()
model = InstrumentNet(n_feat, 256, n_class)
optimizer = optim.Adam([{"params": model.fc1.parameters()}, {"params": model.fc2.parameters()}], lr=0.001)
