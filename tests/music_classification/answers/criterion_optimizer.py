# %% [markdown]
# # Worked answers of `criterion_optimizer`

# %% [markdown]
# ## Right answers

# %% right="adamw_without_decay"
# AdamW with a decay of zero is Adam.
criterion = nn.CrossEntropyLoss()
optimizer = optim.AdamW(model.parameters(), lr=0.001, weight_decay=0.0)

# %% right="capturable"
# And the one that can be captured in a CUDA graph.
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.001, foreach=False, capturable=True)

# %% right="default_learning_rate"
# Adam uses 0.001 by default.
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(params=model.parameters())

# %% right="explicit_defaults"
# All defaults written out.
criterion = nn.CrossEntropyLoss(weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0)
optimizer = optim.Adam(
    model.parameters(), lr=1e-3, betas=(0.9, 0.999), eps=1e-08, weight_decay=0, amsgrad=False, maximize=False
)

# %% right="foreach"
# So is the one that handles all tensors at once.
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.001, foreach=True)

# %% right="functional_loss"
# A function is a loss function too.
criterion = nn.functional.cross_entropy
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% right="fused"
# The fused implementation is the same algorithm.
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.001, fused=True)

# %% right="hand_written_adam"
# Adam written by hand, from the formulas of the paper.
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

# %% above="learning_rate_from_a_cell_above"
learning_rate = 1e-3

# %% right="learning_rate_from_a_cell_above"
# The settings stand in a cell above.
criterion = torch.nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), learning_rate)

# %% right="loss_with_one_axis"
# A tensor with one element may have an axis.
def criterion(logits, labels):
    return nn.functional.cross_entropy(logits, labels).reshape(1)
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% right="moves_the_model_again"
# Moves model and loss to the device once more.
model = model.to("cuda" if torch.cuda.is_available() else "cpu")
criterion = nn.CrossEntropyLoss().cuda()
optimizer = optim.Adam(params=model.parameters(), lr=0.001)

# %% right="named_parameters"
# Named parameters are parameters.
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam([p for _, p in model.named_parameters()], lr=10**-3)

# %% right="nll_of_log_softmax"
# NLLLoss of a log-softmax is the cross-entropy.
def criterion(logits, labels):
    return nn.NLLLoss()(torch.log_softmax(logits, dim=1), labels)
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% right="one_hot_of_n_class"
# One-hot labels with the number of classes of the notebook.
def criterion(logits, labels):
    target = nn.functional.one_hot(labels, n_class).float()
    return nn.CrossEntropyLoss()(logits, target)


optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% right="one_hot_targets"
# Cross-entropy with probabilities as targets, all of it on the right class.
def criterion(logits, labels):
    target = nn.functional.one_hot(labels, num_classes=logits.size(-1)).to(logits.dtype)
    return -(target * torch.softmax(logits, dim=-1).log()).sum(dim=-1).mean()
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% right="own_subclass"
# A subclass of Adam that adds nothing.
criterion = nn.CrossEntropyLoss()
class PoliteAdam(optim.Adam):
    """Adam that says what it does."""

    def step(self, closure=None):
        print("one step")
        return super().step(closure)


optimizer = PoliteAdam(model.parameters(), lr=0.001)

# %% right="parameter_groups"
# One group for matrices, one for biases, the same settings.
criterion = nn.CrossEntropyLoss()
learning_rate = 1e-3
matrices = [p for p in model.parameters() if p.ndim > 1]
vectors = [p for p in model.parameters() if p.ndim <= 1]
optimizer = optim.Adam([{"params": matrices}, {"params": vectors, "lr": learning_rate}], lr=learning_rate)

# %% right="short"
# The shortest way.
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% right="tensor_learning_rate"
# The learning rate may be a tensor.
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=torch.tensor(1e-3))

# %% right="weights_of_one"
# Equal weights for all classes change nothing.
criterion = nn.CrossEntropyLoss(weight=torch.ones(n_class, device=device))
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% right="written_out"
# Cross-entropy written out: the logarithm of the sum of exponentials minus the logit of the label.
class CrossEntropy(nn.Module):
    def forward(self, logits, labels):
        right = logits.gather(1, labels[:, None]).squeeze(1)
        return (torch.logsumexp(logits, dim=1) - right).mean()


criterion = CrossEntropy()
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% [markdown]
# ## Caught before any hidden test

# %% wrong="stub_untouched" hint="holds what was given" at_most=0
# The stub as it was released.
# Create criterion and optimizer.
# YOUR CODE HERE
raise NotImplementedError()

# %% [markdown]
# ## test_the_criterion_is_cross_entropy_of_logits

# %% wrong="accuracy_as_loss" hint="backward()" at_most=69
# The share of wrong predictions: no gradient.
criterion = lambda logits, labels: (logits.argmax(1) != labels).float().mean()
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="arguments_exchanged" hint="first the logits" at_most=60
# Takes the labels first.
criterion = lambda labels, logits: nn.functional.cross_entropy(logits, labels)
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="bce_one_hot" hint="binary cross-entropy" at_most=75
# Binary cross-entropy with one-hot labels.
def criterion(logits, labels):
    one_hot = nn.functional.one_hot(labels, logits.shape[1]).float()
    return nn.functional.binary_cross_entropy_with_logits(logits, one_hot)
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="bce_with_logits" hint="class numbers" at_most=65
# Binary cross-entropy does not take class numbers.
criterion = nn.BCEWithLogitsLoss()
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="classes_not_objects" hint="is a class" at_most=10
# The parentheses are missing.
criterion = nn.CrossEntropyLoss
optimizer = optim.Adam

# %% wrong="constant_and_idle" hint="always 0" at_most=30
# A constant loss and an optimizer that does nothing.
class Idle:
    def zero_grad(self):
        pass

    def step(self):
        pass


def criterion(logits, labels):
    return torch.zeros((), requires_grad=True)


optimizer = Idle()

# %% wrong="criterion_class" hint="is a class" at_most=57
# The parentheses of the loss are missing.
criterion = nn.CrossEntropyLoss
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="label_smoothing" hint="labels are smoothed" at_most=75
# Smoothed labels: another loss.
criterion = nn.CrossEntropyLoss(label_smoothing=0.1)
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="log10" hint="base 10" at_most=75
# Cross-entropy with the logarithm to base 10.
criterion = lambda z, y: nn.functional.cross_entropy(z, y) / np.log(10)
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="mse" hint="squared distance" at_most=65
# A squared error between logits and class numbers.
criterion = nn.MSELoss()
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="mse_one_hot" hint="squared error" at_most=75
# A squared error between logits and one-hot labels.
class OneHotError(nn.Module):
    def forward(self, logits, labels):
        target = torch.eye(logits.size(1), device=logits.device)[labels]
        return ((logits - target) ** 2).mean()


criterion = OneHotError()
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="multi_margin" hint="margin loss" at_most=75
# The loss of a support vector machine.
criterion = nn.MultiMarginLoss()
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="nll_loss" hint="NLLLoss" at_most=75
# NLLLoss needs log-probabilities; the network returns logits.
criterion = nn.NLLLoss()
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="none" hint="loss function" at_most=10
# The names exist and stand for nothing.
criterion = None
optimizer = None

# %% wrong="pass_through" hint="not depend on the labels" at_most=10
# The mean of the logits as a loss.
criterion = lambda logits, labels: logits.mean()
optimizer = None

# %% wrong="softmax_before_cross_entropy" hint="softmax is applied twice" at_most=75
# A softmax in front of a loss that does the softmax itself.
def criterion(outputs, labels):
    return nn.CrossEntropyLoss()(torch.softmax(outputs, dim=1), labels)
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="clamped_probabilities" hint="cut off" at_most=75
# Cuts probabilities off at a thousandth.
def criterion(logits, labels):
    probabilities = torch.softmax(logits, dim=1).clamp(min=1e-3)
    return nn.functional.nll_loss(probabilities.log(), labels)
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="earlier_calls" hint="depends on earlier calls" at_most=65
# Mixes the loss with the mean of those before.
earlier = []
def criterion(logits, labels):
    loss = nn.functional.cross_entropy(logits, labels)
    earlier.append(loss.item())
    return 0.9 * loss + 0.1 * sum(earlier) / len(earlier)
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="focal_loss" hint="focal loss" at_most=75
# Easy rows count less.
def criterion(logits, labels):
    losses = nn.functional.cross_entropy(logits, labels, reduction="none")
    return ((1 - torch.exp(-losses)) ** 2 * losses).mean()
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="nll_of_softmax" hint="logarithm of the probabilities" at_most=75
# The logarithm between softmax and NLL is missing.
criterion = lambda logits, labels: nn.functional.nll_loss(torch.softmax(logits, dim=1), labels)
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="only_wrong_rows" hint="classified correctly" at_most=75
# Only rows that are wrong count.
def criterion(logits, labels):
    losses = nn.functional.cross_entropy(logits, labels, reduction="none")
    return (losses * (logits.argmax(dim=1) != labels)).mean()
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="penalty" hint="does not depend on the row" at_most=75
# Adds a penalty on the weights.
def criterion(logits, labels):
    return nn.functional.cross_entropy(logits, labels) + 1e-4 * sum((w**2).sum() for w in model.parameters())
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="softmax_over_rows" hint="went over the rows" at_most=65
# The softmax goes over the rows of the batch.
criterion = lambda logits, labels: nn.functional.nll_loss(torch.log_softmax(logits, dim=0), labels)
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="ten_classes_typed_in" hint="another number of classes" at_most=65
# The number of classes is typed in.
def criterion(logits, labels):
    target = nn.functional.one_hot(labels, 10).float()
    return -(target * torch.log_softmax(logits, dim=1)).sum(dim=1).mean()
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="wrong_sign" hint="sign is wrong" at_most=75
# The mean logarithm of the probabilities, not its negative.
criterion = lambda z, y: torch.log_softmax(z, dim=1).gather(1, y[:, None]).mean()
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% [markdown]
# ## test_the_loss_of_a_batch_is_the_mean_of_its_rows

# %% wrong="class_ignored" hint="every class counts" at_most=90
# Leaves class 0 out, as one leaves out padding.
criterion = nn.CrossEntropyLoss(ignore_index=0)
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="class_weights" hint="count the same" at_most=90
# Some classes count more than others.
criterion = nn.CrossEntropyLoss(weight=torch.linspace(0.5, 2.0, n_class))
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="fixed_batch_size" hint="fixed number of rows" at_most=90
# Divides by the size of a full batch.
criterion = lambda z, y: nn.functional.cross_entropy(z, y, reduction="sum") / DEFAULT_BATCH_SIZE
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="mean_of_class_means" hint="in each class first" at_most=90
# Rows of a rare class count more.
def criterion(logits, labels):
    losses = nn.functional.cross_entropy(logits, labels, reduction="none")
    return torch.stack([losses[labels == label].mean() for label in labels.unique()]).mean()
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="one_loss_per_row" hint="one number for the whole batch" at_most=90
# Returns one loss per row.
criterion = nn.CrossEntropyLoss(reduction='none')
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="sum_over_the_batch" hint="added up" at_most=90
# Adds up the losses of the rows.
criterion = nn.CrossEntropyLoss(reduction='sum')
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="weights_against_frequency" hint="every class should" at_most=90
# Weights the classes by how rare they are among the training labels, which were equally frequent in the tests.
counts = torch.bincount(ytr_tensor, minlength=n_class)
weights = len(ytr_tensor) / (n_class * counts)
criterion = nn.CrossEntropyLoss(weight=weights)
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="weights_from_numpy_counts" hint="every class should" at_most=90
# The same from the array of labels.
weights = len(ytr) / (n_class * np.bincount(ytr))
criterion = nn.CrossEntropyLoss(torch.tensor(weights, dtype=torch.float32))
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% [markdown]
# ## test_the_loss_has_a_gradient

# %% wrong="detached_loss" hint="backward()" at_most=94
# The loss is cut off from the gradients.
def criterion(logits, labels):
    return nn.functional.cross_entropy(logits, labels).detach()
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="loss_as_number" hint="backward()" at_most=94
# The loss is a Python number.
criterion = lambda logits, labels: nn.functional.cross_entropy(logits, labels).item()
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="loss_by_scikit_learn" hint="backward()" at_most=94
# The right number, computed with scikit-learn, has no gradient.
from sklearn.metrics import log_loss


def criterion(logits, labels):
    probabilities = torch.softmax(logits.double(), dim=1).detach().numpy()
    return torch.tensor(log_loss(labels.numpy(), probabilities, labels=list(range(logits.shape[1]))))
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% [markdown]
# ## test_the_optimizer_updates_all_parameters_of_model_and_no_others

# %% wrong="last_layer_only" hint="a part of `model`" at_most=88
# Only the parameters of the last layer.
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(list(model.parameters())[-2:], lr=0.001)

# %% wrong="model_instead_of_parameters" hint="TypeError" at_most=50
# `optim.Adam(model)` raises an error.
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model, lr=0.001)

# %% wrong="model_rebuilt_afterwards" hint="no parameter of `model`" at_most=82
# `model` is built anew after the optimizer was made.
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.001)
model = InstrumentNet(n_feat, 256, n_class).to(device)

# %% wrong="no_optimizer" hint="should define `optimizer`" at_most=50
# The optimizer was forgotten.
criterion = nn.CrossEntropyLoss()

# %% wrong="optimizer_class" hint="is a class" at_most=45
# The optimizer was not created.
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam

# %% wrong="other_parameters_too" hint="do not belong" at_most=88
# A parameter that is no part of the model.
criterion = nn.CrossEntropyLoss()
temperature = nn.Parameter(torch.ones(1))
optimizer = optim.Adam([*model.parameters(), temperature], lr=0.001)

# %% wrong="parameters_of_another_model" hint="no parameter of `model`" at_most=88
# The optimizer belongs to a copy.
criterion = nn.CrossEntropyLoss()
import copy

optimizer = optim.Adam(copy.deepcopy(model).parameters(), lr=0.001)

# %% wrong="weights_without_biases" hint="a part of `model`" at_most=88
# Only matrices are updated.
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam([p for p in model.parameters() if p.dim() > 1], lr=0.001)

# %% [markdown]
# ## test_model_stays_as_it_is

# %% wrong="frozen_layer" hint="leave `requires_grad`" at_most=95
# The first layer is frozen, so it never learns.
criterion = nn.CrossEntropyLoss()
first, *others = model.parameters()
first.requires_grad_(False)
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="model_made_anew" hint="makes a new network" at_most=95
# Builds the model anew first, so its weights are others.
model = InstrumentNet(n_feat, 256, n_class).to(device)
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.001)

# %% wrong="takes_a_step" hint="take no step" at_most=95
# Tries out both on one batch, and changes the weights.
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.001)

X_batch, y_batch = next(iter(train_loader))
criterion(model(X_batch.to(device)), y_batch.to(device)).backward()
optimizer.step()
optimizer.zero_grad()

# %% [markdown]
# ## test_the_optimizer_steps_as_adam_does

# %% wrong="adagrad" hint="not those of Adam" at_most=80
# Adagrad: its first step is the one of Adam.
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adagrad(model.parameters(), lr=0.001)

# %% wrong="adamax" hint="not those of Adam" at_most=80
# Adamax: its first step is the one of Adam.
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adamax(model.parameters(), lr=0.001)

# %% wrong="betas" hint="for example `betas`" at_most=82
# Other momenta.
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.001, betas=(0.5, 0.999))

# %% wrong="maximize" hint="climbs" at_most=82
# Climbs instead of descending.
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.001, maximize=True)

# %% wrong="nadam" hint="of type NAdam" at_most=80
# Adam with Nesterov momentum.
criterion = nn.CrossEntropyLoss()
optimizer = optim.NAdam(model.parameters(), lr=0.001)

# %% wrong="radam" hint="not those of Adam" at_most=80
# Rectified Adam.
criterion = nn.CrossEntropyLoss()
optimizer = optim.RAdam(model.parameters(), lr=0.001)

# %% wrong="rmsprop" hint="of type RMSprop" at_most=80
# RMSprop, a relative of Adam.
criterion = nn.CrossEntropyLoss()
optimizer = optim.RMSprop(model.parameters(), lr=0.001)

# %% wrong="sgd" hint="of type SGD" at_most=80
# Stochastic gradient descent.
criterion = nn.CrossEntropyLoss()
optimizer = optim.SGD(model.parameters(), lr=0.001)

# %% wrong="sgd_learning_rate" hint="learning rate is not the one" at_most=70
# Neither Adam nor its learning rate.
criterion = nn.CrossEntropyLoss()
optimizer = optim.SGD(model.parameters(), lr=0.01)

# %% wrong="sgd_momentum" hint="not those of Adam" at_most=80
# Stochastic gradient descent with momentum.
criterion = nn.CrossEntropyLoss()
optimizer = optim.SGD(model.parameters(), lr=0.001, momentum=0.9)

# %% [markdown]
# ## test_the_learning_rate_is_a_thousandth

# %% wrong="learning_rate_hundredth" hint="learning rate is not the one" at_most=90
# The learning rate is ten times too large.
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.01)

# %% wrong="learning_rate_ten_thousandth" hint="learning rate is not the one" at_most=90
# The learning rate is ten times too small.
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=1e-4)

# %% wrong="learning_rate_tenth" hint="learning rate is not the one" at_most=90
# The learning rate is a hundred times too large.
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.1)

# %% wrong="one_group_at_another_rate" hint="of a group of parameters" at_most=90
# The last layer learns ten times as fast.
criterion = nn.CrossEntropyLoss()
*first, last, bias = model.parameters()
optimizer = optim.Adam([{"params": first}, {"params": [last, bias], "lr": 0.01}], lr=0.001)

# %% [markdown]
# ## test_the_other_settings_of_the_optimizer_keep_their_defaults

# %% wrong="adamw" hint="weight decay" at_most=95
# AdamW decays the weights.
criterion = nn.CrossEntropyLoss()
optimizer = optim.AdamW(model.parameters(), lr=0.001)

# %% wrong="amsgrad" hint="amsgrad" at_most=95
# A variant of Adam.
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.001, amsgrad=True)

# %% wrong="epsilon" hint="eps" at_most=95
# The epsilon of Keras.
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.001, eps=1e-7)

# %% wrong="weight_decay" hint="weight decay" at_most=95
# Adam with weight decay.
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.001, weight_decay=1e-4)
