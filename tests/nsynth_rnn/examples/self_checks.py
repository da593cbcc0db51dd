"""What the visible self-checks say of worked answers."""

SAYS = {
    "frame_signal": {
        "wrong_transposed": "should hold its samples 4, 5, 6, 7",
        "wrong_steps_and_features_exchanged": "shape (2, 3, 4), not",
        "wrong_no_scale": "32767 should become 1",
        "wrong_numpy_result": "should return a tensor, not: ndarray",
    },
    "instrument_lstm": {
        "wrong_softmax": "logits, not probabilities",
        "wrong_no_return": "is there a `return`?",
        "wrong_all_steps_flattened": "of shape (1, 130, 3). It stopped with",
        "wrong_three_layers_typed_in": "should have 154 weights",
        "wrong_view_of_h_n": "should not depend on the other notes of the batch",
    },
    "train_epoch": {
        "wrong_percent": "a fraction between 0 and 1",
        "wrong_loss_keeps_graph": "use `.item()`",
        "wrong_clip_ignored": "`clip` limits nothing",
    },
    "pick_epoch": {
        "wrong_epoch_of_the_rise": '"first_rise" should pick epoch 1 in the table above, not 2',
        "wrong_first_local_minimum_for_min_loss": '"min_loss" should pick epoch 3',
        "wrong_minus_one_if_it_never_rises": "never rises: the last epoch",
    },
    "confusion_and_recall": {
        "wrong_transposed": "Rows should be the right class",
        "wrong_float_counts": "Counts are whole numbers",
        "wrong_zero_for_absent_classes": "its recall should be nan",
    },
    "grouped_interval": {
        "wrong_single_notes": "that over single notes",
        "wrong_ninety": "The interval covers 90 %",
        "wrong_no_repeats": "draw repeats as well",
        "wrong_same_repeats": "Draw the repeats of each network on its own",
        "wrong_other_notes": "give both the same drawn notes",
        "wrong_mean_of_groups": "a large group weighs more",
    },
    "extremes": {
        "wrong_logits_for_sure": "although note 0 has a larger logit",
        "wrong_tuple": "should return a dict",
    },
}

STRICTER = set()
