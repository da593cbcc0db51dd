"""What the visible self-checks say of worked answers."""

SAYS = {
    "encode_labels": {
        "wrong_sorted_classes": "should be 1, 0, 1, not",
        "wrong_whole_numbers": "a tensor of type float32",
        "wrong_value_error": "should raise a `KeyError`",
    },
    "cut_windows": {
        "wrong_end_left_out": "it takes 4 windows to cover all, not 3",
        "wrong_hop_is_overlap": "window 1 should begin at sample 6",
        "wrong_double": "should be float32",
    },
    "mel_db": {
        "wrong_librosa_silence": "silence should be -80 everywhere",
        "wrong_channel_reference": "should lie 20 dB lower",
    },
    "song_split": {
        "wrong_row_split": "on both sides",
        "wrong_no_seed": "The same seed should give the same split",
    },
    "conv_net": {
        "wrong_equal_widths": "should have weights of the shapes",
        "wrong_stride_2_with_rnn": "a sequence of 12 steps",
    },
    "relative_attention": {
        "wrong_not_scaled": "plain scaled attention",
        "wrong_key_minus_query": "take the value to its left",
    },
    "vote": {
        "wrong_s1_sum": '"s1" with the threshold 0.25',
        "wrong_third_rounded_down": '"majority" with the threshold',
    },
    "prf": {
        "wrong_macro_f1_of_means": "macro F1 of the example",
        "wrong_project_count": "micro precision of the example",
    },
    "best_threshold": {
        "wrong_largest_of_equals": "The smaller one is asked for",
        "wrong_returns_per_cent": "has the F1 1",
    },
}

# It looks at the sequence that the GRU is given at once: here the GRU is called for each column.
STRICTER = {"right_step_by_step_gru"}
