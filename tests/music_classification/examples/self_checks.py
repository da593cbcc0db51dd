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
        "wrong_divided_by_variance": "Each column of `Xtr_scale` should have std 1",
        "wrong_in_place": "`Xtr_tensor` should not change",
    },
    "instrument_net": {
        "wrong_softmax": "logits, not probabilities",
        "wrong_no_return": "is there a `return`?",
        "wrong_all_sizes_hard_coded": "are all sizes arguments?",
    },
    "criterion_optimizer": {
        "wrong_softmax_before_cross_entropy": "high at the right class the loss should be near 0",
        "wrong_adamw": "should be an Adam, not: AdamW",
        "wrong_arguments_exchanged": "should work for 3 rows and 3 classes. It stopped with",
    },
    "train_model": {
        "wrong_percent": "a fraction between 0 and 1",
        "wrong_loss_keeps_graph": "use `.item()`",
        "wrong_global_loader": "on the loader that it hands over. It stopped with",
    },
    "eval_model": {
        "wrong_no_eval": "is the model in evaluation mode?",
        "wrong_loss_sum": "should be the mean loss per row",
        "wrong_trains": "The weights should not change",
    },
    "train_to_accuracy": {
        "wrong_no_cap": "more than `max_epochs` epochs",
        "wrong_validation_returned": "what the test data gave",
        "wrong_one_too_patient": "stop after `patience` of them",
    },
}

# Hidden tests are kinder here than the text, which the self-check follows; or the answer needs a GPU.
STRICTER = {
    "right_numpy_integers", "right_prints_and_fails_afterwards", "right_torch", "right_on_the_gpu", "right_compiled",
    "right_moves_to_device", "right_adamw_without_decay", "right_hand_written_adam", "right_one_hot_of_n_class",
    "right_own_subclass", "right_weights_of_one",
}  # fmt: skip
