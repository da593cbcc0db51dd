"""A loader that counts the batches it hands out. To begin with it anew, or to ask for its length, counts nothing."""

from torch.utils.data import DataLoader, default_collate


class CountingLoader(DataLoader):
    """Hands out the rows of `data` in order. `passes` is how often all batches were handed out; a copy counts here, too."""

    def __init__(self, data, batch_size, collate_fn=None):
        """Make a loader. `collate_fn` makes a batch of rows, PyTorch's own if None."""
        self._handed = []
        collate = collate_fn or default_collate

        def counted(rows):
            self._handed.append(len(rows))
            return collate(rows)

        super().__init__(data, batch_size=batch_size, collate_fn=counted)

    @property
    def passes(self):
        """Return the number of whole passes, rounded up to 1 if there was a part of one."""
        return max(len(self._handed) // len(self), min(len(self._handed), 1))
