"""Cross-entropy with probabilities as targets, all of it on the right class."""
def criterion(logits, labels):
    target = nn.functional.one_hot(labels, num_classes=logits.size(-1)).to(logits.dtype)
    return -(target * torch.softmax(logits, dim=-1).log()).sum(dim=-1).mean()
optimizer = optim.Adam(model.parameters(), lr=0.001)
