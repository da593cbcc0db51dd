"""Bare parameters stored as in a textbook: (units, inputs), biases as rows, F.linear."""
import torch.nn.functional as F


class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        def matrix(rows, columns):
            return nn.Parameter(nn.init.normal_(torch.empty(rows, columns), std=0.1))

        self.b_out = nn.Parameter(torch.zeros(1, output_dim))
        self.w_out = matrix(output_dim, hidden_dim)
        self.b_in = nn.Parameter(torch.zeros(1, hidden_dim))
        self.w_in = matrix(hidden_dim, input_dim)

    def forward(self, x):
        z = F.sigmoid(F.linear(x, self.w_in) + self.b_in)
        return F.linear(z, self.w_out, self.b_out[0])


model = InstrumentNet(n_feat, 256, n_class)
