"""NLLLoss of a log-softmax is the cross-entropy."""
def criterion(logits, labels):
    return nn.NLLLoss()(torch.log_softmax(logits, dim=1), labels)
optimizer = optim.Adam(model.parameters(), lr=0.001)
