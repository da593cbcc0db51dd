"""A subclass of Adam that adds nothing."""
criterion = nn.CrossEntropyLoss()
class PoliteAdam(optim.Adam):
    """Adam that says what it does."""

    def step(self, closure=None):
        print("one step")
        return super().step(closure)


optimizer = PoliteAdam(model.parameters(), lr=0.001)
