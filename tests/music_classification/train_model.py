"""Hidden tests of `train_model`: those of an epoch of training. What they accept is said there."""

from shared.training_epoch import (  # noqa: F401 - the engine runs what is imported here
    test_accuracy_and_loss_are_taken_before_the_step,
    test_each_batch_is_moved_to_the_given_device,
    test_every_batch_updates_the_weights_once,
    test_it_returns_two_plain_numbers,
    test_it_uses_its_parameters_and_no_global_names,
    test_one_epoch_goes_through_all_batches_once,
    test_the_accuracy_comes_first_then_the_loss,
    test_the_accuracy_is_the_fraction_of_correct_samples,
    test_the_given_criterion_is_used,
    test_the_given_optimizer_makes_the_step,
    test_the_loss_is_the_mean_over_the_epoch,
    test_the_network_is_put_into_training_mode,
)

DEFINES = ("train_model",)
