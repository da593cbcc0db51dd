"""What the visible self-checks say of worked answers."""

# What the self-check should say of common mistakes: words of its sentence.
SAYS = {
    "data_details": {
        "wrong_n_class_number_of_labels": "`n_class` should be the number of instruments",
        "wrong_floats": "`n_feat` should be one whole number, not 120.0",
        "wrong_train_and_test_swapped": "make up the whole of `Xtr`",
    },
    "standardize": {
        "wrong_no_dim": "Each column of `Xtr_scale` should have mean 0",
        "wrong_divided_by_variance": "Each column of `Xtr_scale` should have standard deviation 1",
        "wrong_in_place": "`Xtr_tensor` should not change",
        "wrong_test_by_its_own_statistics": "the very numbers that made `Xtr_scale`",
    },
    "instrument_net": {
        "wrong_softmax": "logits, not probabilities",
        "wrong_no_return": "is there a `return`?",
        "wrong_all_sizes_hard_coded": "are all sizes arguments?",
    },
    "criterion_optimizer": {
        "wrong_softmax_before_cross_entropy": "high at the right class the loss should be near 0",
        "wrong_adamw": "shrinks weights",
        "wrong_arguments_exchanged": "should work for 3 rows and 3 classes. It stopped with",
    },
    "train_model": {
        "wrong_percent": "a fraction between 0 and 1",
        "wrong_no_zero_grad": "Gradients pile up",
        "wrong_labels_not_moved": "labels should be moved",
        "wrong_loss_keeps_graph": "use `.item()`",
        "wrong_global_loader": "on the loader that it hands over",
    },
    "eval_model": {
        "wrong_no_eval": "not in evaluation mode",
        "wrong_gradients_left_off": "switched off",
        "wrong_loss_sum": "should be the mean loss per row",
        "wrong_trains": "The weights should not change",
    },
    "train_to_accuracy": {
        "wrong_no_cap": "more than `max_epochs` epochs",
        "wrong_validation_returned": "what the test data gave",
        "wrong_one_too_patient": "stop after `patience` of them",
        "wrong_no_reset": "The example of the table",
        "wrong_at_least": "The example of the table",
    },
}

# Hidden tests are kinder here than the text, which the self-check follows; or the answer needs a GPU.
STRICTER = {
    "right_prints_and_fails_afterwards", "right_on_the_gpu", "right_compiled", "right_moves_to_device",
    "right_one_hot_of_n_class", "right_weights_of_one", "right_capturable",
}  # fmt: skip
