# %% [markdown]
# # Worked answers of `standardize`

# %% [markdown]
# ## Right answers

# %% right="batch_norm"
# A batch norm in evaluation mode standardizes with the statistics it is given.
bn = nn.BatchNorm1d(Xtr_tensor.shape[1], affine=False, eps=0.0)
bn.running_mean = Xtr_tensor.mean(0)
bn.running_var = Xtr_tensor.var(0)
bn.eval()
Xtr_scale = bn(Xtr_tensor)
Xts_scale = bn(Xts_tensor)

# %% right="biased_deviation"
# Divides by n: allowed, if it is the same for both.
mean, std = Xtr_tensor.mean(0), Xtr_tensor.std(0, unbiased=False)
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std

# %% right="by_hand_from_sums"
# Mean and variance from sums, as in a statistics course.
mean = Xtr_tensor.sum(dim=0) / n_tr
variance = ((Xtr_tensor - mean) ** 2).sum(dim=0) / (n_tr - 1)
Xtr_scale = (Xtr_tensor - mean) * variance.rsqrt()
Xts_scale = (Xts_tensor - mean) / torch.sqrt(variance)

# %% right="constant_feature_guarded"
# Divides by 1 where a feature is constant.
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

std = torch.where(std > 0, std, torch.ones_like(std))
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std

# %% right="copies_changed_in_place"
# Works in place, but on copies.
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

Xtr_scale = Xtr_tensor.clone()
Xtr_scale -= mean
Xtr_scale /= std
Xts_scale = Xts_tensor.clone().sub_(mean).div_(std)

# %% right="epsilon"
# A tiny number guards against a constant feature.
mean = torch.mean(Xtr_tensor, dim=0, keepdim=True)
std = torch.std(Xtr_tensor, dim=0, keepdim=True).clamp(min=1e-6) + 1e-6
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std

# %% right="function_of_two"
# A helper that learns from one set and returns a function for any other.
def fitted(train):
    mean, std = train.mean(dim=0), train.std(dim=0)

    def apply(X):
        return (X - mean.unsqueeze(0)) / std[None]

    return apply


scale = fitted(Xtr_tensor)
Xtr_scale = scale(Xtr_tensor)
Xts_scale = scale(Xts_tensor)
print(Xtr_scale.mean(dim=0), Xts_scale.mean(dim=0))

# %% right="loop_over_features"
# A loop over the features: slow, but right.
Xtr_scale = torch.empty_like(Xtr_tensor)
Xts_scale = torch.empty_like(Xts_tensor)
for feature in range(n_feat):
    column = Xtr_tensor[:, feature]
    Xtr_scale[:, feature] = (column - column.mean()) / column.std()
    Xts_scale[:, feature] = (Xts_tensor[:, feature] - column.mean()) / column.std()

# %% right="mean_and_std"
# The definition, with the unbiased deviation of PyTorch.
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std

# %% right="numpy_statistics"
# Computes in float64 with NumPy, from `Xtr` itself, and converts at the end.
mu, sigma = np.mean(Xtr, axis=0), np.std(Xtr, axis=0)
Xtr_scale = torch.from_numpy((Xtr - mu) / sigma).to(torch.float32)
Xts_scale = torch.FloatTensor((Xts - mu) / sigma)

# %% right="on_the_gpu"
# Computes on the GPU and fetches the result.
Xtr_gpu, Xts_gpu = Xtr_tensor.to("cuda"), Xts_tensor.cuda()
mean, std = Xtr_gpu.mean(dim=0), Xtr_gpu.std(dim=0)
torch.cuda.synchronize()
Xtr_scale = ((Xtr_gpu - mean) / std).cpu()
Xts_scale = ((Xts_gpu - mean) / std).cpu()

# %% right="standard_scaler"
# scikit-learn fits on the training rows and divides by n.
from sklearn.preprocessing import StandardScaler

scaler = StandardScaler().fit(Xtr)
Xtr_scale = torch.tensor(scaler.transform(Xtr), dtype=torch.float32)
Xts_scale = torch.as_tensor(scaler.transform(Xts)).float()

# %% right="std_mean"
# Both statistics in one call.
std, mean = torch.std_mean(Xtr_tensor, dim=0, keepdim=True)
Xtr_scale, Xts_scale = [(X - mean) / std for X in (Xtr_tensor, Xts_tensor)]

# %% [markdown]
# ## Caught before any hidden test

# %% wrong="stub_untouched" hint="still holds" at_most=0
# The stub as it was released.
# Compute Xtr_scale and Xts_scale.
# YOUR CODE HERE
raise NotImplementedError()

# %% [markdown]
# ## test_the_training_data_are_standardized_feature_by_feature

# %% wrong="clipped" hint="clip" at_most=63
# Cuts off what lies more than three deviations away.
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

Xtr_scale = ((Xtr_tensor - mean) / std).clamp(-3, 3)
Xts_scale = ((Xts_tensor - mean) / std).clamp(-3, 3)

# %% wrong="deviation_only" hint="not subtracted" at_most=63
# Divides without subtracting the mean.
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

Xtr_scale = Xtr_tensor / std
Xts_scale = Xts_tensor / std

# %% wrong="divided_by_variance" hint="square root" at_most=63
# Divides by the variance.
mean, var = Xtr_tensor.mean(dim=0), Xtr_tensor.var(dim=0)
Xtr_scale = (Xtr_tensor - mean) / var
Xts_scale = (Xts_tensor - mean) / var

# %% wrong="first_features_only" hint="some features" at_most=63
# Scales the first features and leaves the others as they were.
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

Xtr_scale, Xts_scale = Xtr_tensor.clone(), Xts_tensor.clone()
Xtr_scale[:, :3] = ((Xtr_tensor - mean) / std)[:, :3]
Xts_scale[:, :3] = ((Xts_tensor - mean) / std)[:, :3]

# %% wrong="typed_in_columns" hint="hidden tests also use other numbers" at_most=0
# The number of columns is typed in.
mean = torch.mean(Xtr_tensor, dim=0).reshape(1, 120)
std = torch.std(Xtr_tensor, dim=0).reshape(1, 120)
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std

# %% wrong="typed_in_rows" hint="hidden tests also use other numbers" at_most=0
# So is the number of rows.
Xtr_scale = (Xtr_tensor - Xtr_tensor.mean(0).expand(48942, -1)) / Xtr_tensor.std(0)
Xts_scale = (Xts_tensor - Xtr_tensor.mean(0)) / Xtr_tensor.std(0)

# %% wrong="hard_coded_statistics" hint="as if typed in" at_most=30
# The numbers printed above for the real data, typed in.
mean, std = -19.0, 7.3
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std

# %% wrong="joint_statistics" hint="training and test rows together" at_most=63
# The statistics come from training and test rows together.
both = torch.cat([Xtr_tensor, Xts_tensor])
mean, std = both.mean(dim=0), both.std(dim=0)
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std

# %% wrong="large_epsilon" hint="too large" at_most=63
# A number of 0.1 is added to the deviation, far more than allowed.
mean, std = Xtr_tensor.mean(dim=0), Xtr_tensor.std(dim=0) + 0.1
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std

# %% wrong="epsilon_in_the_variance" hint="too large" at_most=63
# 1e-5 is added to the variance, as batch normalization does: for a feature that hardly varies that is too much.
mean, std = Xtr_tensor.mean(dim=0), torch.sqrt(Xtr_tensor.var(dim=0) + 1e-5)
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std

# %% wrong="mean_absolute_deviation" hint="mean distance from the mean" at_most=63
# Divides by the mean distance from the mean.
mean = Xtr_tensor.mean(dim=0)
std = (Xtr_tensor - mean).abs().mean(dim=0)
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std

# %% wrong="mean_only" hint="not divided" at_most=63
# Centres the data and stops there.
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

Xtr_scale = Xtr_tensor - mean
Xts_scale = Xts_tensor - mean

# %% wrong="median_in_place_of_mean" hint="median is subtracted" at_most=63
# Subtracts the median.
mean = Xtr_tensor.median(dim=0).values
std = Xtr_tensor.std(dim=0)
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std

# %% wrong="min_max" hint="min-max" at_most=63
# Scales to the range from 0 to 1 instead.
low, high = Xtr_tensor.min(dim=0).values, Xtr_tensor.max(dim=0).values
Xtr_scale = (Xtr_tensor - low) / (high - low)
Xts_scale = (Xts_tensor - low) / (high - low)

# %% wrong="no_dim" hint="share one mean" at_most=63
# One mean and one deviation for all features.
mean, std = Xtr_tensor.mean(), Xtr_tensor.std()
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std

# %% wrong="no_parentheses" hint="parentheses" at_most=63
# Division comes before subtraction.
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

Xtr_scale = Xtr_tensor - mean / std
Xts_scale = Xts_tensor - mean / std

# %% wrong="normalized_rows" hint="brought to length 1" at_most=63
# Brings each row to length 1.
Xtr_scale = nn.functional.normalize(Xtr_tensor)
Xts_scale = nn.functional.normalize(Xts_tensor)

# %% wrong="pass_through" hint="nothing was scaled" at_most=10
# The names exist, nothing was scaled.
Xtr_scale = Xtr_tensor
Xts_scale = Xts_tensor

# %% wrong="random_numbers" hint="mean 0 and standard deviation 1" at_most=10
# Random numbers have mean 0 and deviation 1 too.
Xtr_scale = torch.randn(Xtr_tensor.shape)
Xts_scale = torch.randn(Xts_tensor.shape)
Xtr_scale = (Xtr_scale - Xtr_scale.mean(dim=0)) / Xtr_scale.std(dim=0)

# %% wrong="range_in_place_of_deviation" hint="divided by the range" at_most=63
# Divides by the range of each column.
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.amax(dim=0) - Xtr_tensor.amin(dim=0)
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std

# %% wrong="rows_instead_of_columns" hint="belong to the columns" at_most=63
# `dim=1`: each row is scaled by itself.
Xtr_scale = (Xtr_tensor - Xtr_tensor.mean(dim=1, keepdim=True)) / Xtr_tensor.std(dim=1, keepdim=True)
Xts_scale = (Xts_tensor - Xts_tensor.mean(dim=1, keepdim=True)) / Xts_tensor.std(dim=1, keepdim=True)

# %% wrong="small_deviations_set_to_1" hint="varies little" at_most=63
# Guards against small deviations and so leaves a feature as it is.
mean, std = Xtr_tensor.mean(dim=0), Xtr_tensor.std(dim=0).clamp(min=1.0)
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std

# %% wrong="hundred_thousandth_added" hint="too large" at_most=63
# Adds 1e-5, ten times more than allowed.
mean, std = Xtr_tensor.mean(dim=0), Xtr_tensor.std(dim=0) + 1e-5
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std

# %% wrong="one_mean_for_all" hint="share one mean. " at_most=63
# Each feature has its own deviation, all have the same mean.
mean, std = Xtr_tensor.mean(), Xtr_tensor.std(dim=0)
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std

# %% wrong="one_deviation_for_all" hint="share one deviation" at_most=63
# Each feature has its own mean, all have the same deviation.
mean, std = Xtr_tensor.mean(dim=0), Xtr_tensor.std()
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std

# %% wrong="mean_and_deviation_exchanged" hint="returns the deviation first" at_most=63
# `torch.std_mean` returns the deviation first.
mean, std = torch.std_mean(Xtr_tensor, dim=0)
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std

# %% wrong="root_of_the_deviation" hint="one root too many" at_most=63
# The deviation is a root already.
mean, std = Xtr_tensor.mean(dim=0), Xtr_tensor.std(dim=0).sqrt()
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std

# %% wrong="rounded" hint="rounded" at_most=63
# Rounds to two digits.
mean, std = Xtr_tensor.mean(dim=0), Xtr_tensor.std(dim=0)
Xtr_scale = torch.round((Xtr_tensor - mean) / std, decimals=2)
Xts_scale = torch.round((Xts_tensor - mean) / std, decimals=2)

# %% wrong="in_16_bits" hint="16 bits" at_most=63
# Divides in 16 bits.
mean, std = Xtr_tensor.mean(dim=0), Xtr_tensor.std(dim=0)
Xtr_scale = ((Xtr_tensor - mean).half() / std.half()).float()
Xts_scale = ((Xts_tensor - mean).half() / std.half()).float()

# %% wrong="half_of_the_rows" hint="not from all of them" at_most=63
# The statistics of the first half of the training rows.
half = Xtr_tensor[: len(Xtr_tensor) // 2]
Xtr_scale = (Xtr_tensor - half.mean(dim=0)) / half.std(dim=0)
Xts_scale = (Xts_tensor - half.mean(dim=0)) / half.std(dim=0)

# %% wrong="root_of_the_mean_square" hint="raw data" at_most=63
# The root of the mean square is the deviation only after the mean was subtracted.
mean, std = Xtr_tensor.mean(dim=0), (Xtr_tensor**2).mean(dim=0).sqrt()
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std

# %% wrong="test_statistics_for_both" hint="those of the test rows" at_most=63
# Both sets are scaled with the statistics of the test rows.
mean, std = Xts_tensor.mean(dim=0), Xts_tensor.std(dim=0)
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std

# %% wrong="thousandth_added" hint="too large" at_most=63
# Adds a thousandth to the deviation, where a millionth is the most.
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0) + 1e-3
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std

# %% wrong="training_data_left_raw" hint="nothing was scaled" at_most=65
# Only the test data are scaled.
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

Xtr_scale = Xtr_tensor.clone()
Xts_scale = (Xts_tensor - mean) / std

# %% wrong="transposed" hint="lies on its side" at_most=10
# Right numbers in a table that lies on its side.
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

Xtr_scale = ((Xtr_tensor - mean) / std).T
Xts_scale = ((Xts_tensor - mean) / std).T

# %% wrong="wrong_sign" hint="wrong sign" at_most=63
# Subtracts the data from the mean.
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)
Xtr_scale = (mean - Xtr_tensor) / std
Xts_scale = (mean - Xts_tensor) / std

# %% wrong="zeros" hint="mean 0 and standard deviation 1" at_most=10
# A tensor of the right shape and type, all zeros.
Xtr_scale = torch.zeros_like(Xtr_tensor)
Xts_scale = torch.zeros_like(Xts_tensor)

# %% [markdown]
# ## test_the_test_data_are_scaled_with_the_training_statistics

# %% wrong="deviation_of_test_rows" hint="deviation used for" at_most=65
# The mean is that of the training rows, the deviation is not.
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / Xts_tensor.std(dim=0)

# %% wrong="fit_transform_twice" hint="their own statistics" at_most=65
# The scaler is fitted again on the test data.
from sklearn.preprocessing import StandardScaler

scaler = StandardScaler()
Xtr_scale = torch.tensor(scaler.fit_transform(Xtr), dtype=torch.float32)
Xts_scale = torch.tensor(scaler.fit_transform(Xts), dtype=torch.float32)

# %% wrong="helper_scales_each_set_by_itself" hint="their own statistics" at_most=65
# A tidy helper that computes the statistics of whatever it gets.
def standardize(X):
    std, mean = torch.std_mean(X, dim=0, keepdim=True)
    return (X - mean) / std


Xtr_scale, Xts_scale = map(standardize, (Xtr_tensor, Xts_tensor))

# %% wrong="mean_of_test_rows" hint="mean used for" at_most=65
# The deviation is that of the training rows, the mean is not.
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - Xts_tensor.mean(dim=0)) / std

# %% wrong="no_test_result" hint="should define `Xts_scale`" at_most=65
# Only the training data were made.
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

Xtr_scale = (Xtr_tensor - mean) / std

# %% wrong="statistics_of_scaled_data" hint="nothing was scaled" at_most=65
# The statistics are computed again after the training data were scaled: they are 0 and 1.
Xtr_scale = (Xtr_tensor - Xtr_tensor.mean(dim=0)) / Xtr_tensor.std(dim=0)
Xts_scale = (Xts_tensor - Xtr_scale.mean(dim=0)) / Xtr_scale.std(dim=0)

# %% wrong="test_by_its_own_statistics" hint="their own statistics" at_most=65
# The most common mistake: each set is scaled by itself.
Xtr_scale = (Xtr_tensor - Xtr_tensor.mean(dim=0)) / Xtr_tensor.std(dim=0)
Xts_scale = (Xts_tensor - Xts_tensor.mean(dim=0)) / Xts_tensor.std(dim=0)

# %% wrong="test_data_left_raw" hint="nothing was scaled" at_most=65
# Only the training data are scaled.
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = Xts_tensor

# %% wrong="numbers_of_the_last_column" hint="same two numbers" at_most=65
# The test rows are scaled after the loop, with the numbers of its last turn.
Xtr_scale = torch.empty_like(Xtr_tensor)
for column in range(Xtr_tensor.shape[1]):
    mean, std = Xtr_tensor[:, column].mean(), Xtr_tensor[:, column].std()
    Xtr_scale[:, column] = (Xtr_tensor[:, column] - mean) / std
Xts_scale = (Xts_tensor - mean) / std

# %% wrong="test_made_from_training_rows" hint="is made from `Xtr_tensor`" at_most=65
# A copied line in which one name was not changed.
mean, std = Xtr_tensor.mean(dim=0), Xtr_tensor.std(dim=0)
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xtr_tensor - mean) / std

# %% wrong="two_divisors" hint="n - 1 for the other" at_most=65
# Divides by n in one set and by n - 1 in the other.
mean = Xtr_tensor.mean(dim=0)
Xtr_scale = (Xtr_tensor - mean) / Xtr_tensor.std(dim=0)
Xts_scale = (Xts_tensor - mean) / Xtr_tensor.std(dim=0, unbiased=False)

# %% [markdown]
# ## test_both_results_are_float32_tensors

# %% wrong="float64" hint="float64" at_most=90
# The results are 64-bit floats, as NumPy makes them.
mean, std = Xtr.mean(axis=0), Xtr.std(axis=0)
Xtr_scale = torch.from_numpy((Xtr - mean) / std)
Xts_scale = torch.from_numpy((Xts - mean) / std)

# %% wrong="numpy_result" hint="not a tensor" at_most=90
# The results are arrays.
mean, std = Xtr.mean(axis=0), Xtr.std(axis=0)
Xtr_scale = ((Xtr - mean) / std).astype(np.float32)
Xts_scale = ((Xts - mean) / std).astype(np.float32)

# %% [markdown]
# ## test_the_given_tensors_stay_as_they_are

# %% wrong="in_place" hint="changes `Xtr_tensor`" at_most=90
# Right numbers, written into the given tensors.
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

Xtr_tensor -= mean
Xtr_tensor /= std
Xts_tensor -= mean
Xts_tensor /= std
Xtr_scale, Xts_scale = Xtr_tensor, Xts_tensor

# %% wrong="in_place_methods" hint="changes `Xtr_tensor`" at_most=90
# The same with methods that end in an underscore.
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

Xtr_scale = Xtr_tensor.sub_(mean).div_(std)
Xts_scale = Xts_tensor.sub_(mean).div_(std)

# %% wrong="names_rebound" hint="changes `Xtr_tensor`" at_most=90
# The given names now stand for the scaled data.
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

Xtr_tensor = (Xtr_tensor - mean) / std
Xts_tensor = (Xts_tensor - mean) / std
Xtr_scale, Xts_scale = Xtr_tensor, Xts_tensor
