"""What the visible self-checks say of worked answers."""

SAYS = {
    "normalize01": {
        "wrong_subtracts_in_16_bits": "something wraps around",
        "wrong_per_cent": "From 2 to 4",
        "wrong_ones_for_a_constant": "all zeros",
        "wrong_sixteen_bits": "should hold floats",
    },
    "make_clips": {
        "wrong_nearest_samples": "Yours comes back as a lower one",
        "wrong_eleven_kilohertz": "became one of 399 Hz",
        "wrong_empty_list": "the shape should be (0, 10000)",
    },
    "quantize": {
        "wrong_rounded": "0.05 is less than 1/16",
        "wrong_level_of_its_own": "there is no level 16",
        "wrong_eight_bit_type": "With 9 bits",
        "wrong_float_levels": "Levels are whole numbers",
    },
    "one_hot": {
        "wrong_whole_numbers": "should be float32",
        "wrong_as_wide_as_needed": "4 levels, always",
        "wrong_counts_from_the_end": "There is no level -1 of 4",
    },
    "group_split": {
        "wrong_clips_at_random": "are on both sides",
        "wrong_unseeded": "The same seed should give the same split",
        "wrong_not_refused": "a ValueError should be raised",
    },
    "prf_binary": {
        "wrong_recall_first": "precision 1/2",
        "wrong_mean": "F1 is 1/3",
        "wrong_zero_is_not_given": "With pos_label=0",
    },
    "rnn_forward": {
        "wrong_first_state": "the state after the last step",
        "wrong_steps_first": "should have the shape (2, 3, 1)",
        "wrong_no_bias": "all states of this check are 0",
    },
    "gru_forward": {
        "wrong_update_turned_around": "what nn.GRU gives",
        "wrong_after_always": "should differ from nn.GRU",
        "wrong_not_refused": "a ValueError should be raised",
    },
    "recurrent_last": {
        "wrong_softmax": "logits, not probabilities",
        "wrong_gru_always": "weights, not",
        "wrong_lengths_ignored": "should not matter",
        "wrong_always_dropped": "nothing should be dropped",
    },
}

STRICTER = set()
