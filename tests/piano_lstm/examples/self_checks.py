"""What the visible self-checks say of worked answers."""

SAYS = {
    "notes_to_tokens": {
        "wrong_a_tensor": "It should return a NumPy array, not: Tensor.",
        "wrong_not_sorted": "sort by start",
        "wrong_chords_from_above": "from the lowest note up",
        "wrong_first_start_for_first_step": "The first step should be 0",
    },
    "tokens_to_notes": {
        "wrong_starts_at_zero": "should start at its own step",
        "wrong_step_for_start": "should start 0.5 + 0.0 + 1.5 s after",
        "wrong_negative_steps_go_back": "A negative step should count as 0",
    },
    "music_gen_rnn": {
        "wrong_embedding_with_bias": "weights, not",
        "wrong_state_ignored": "with the state handed on",
    },
    "sequence_loss": {
        "wrong_begin_is_zeros": "begin token (128, 0, 0) first",
        "wrong_seconds": "One step of four is wrong",
        "wrong_sum": "`nll` should be",
    },
    "sample_sequence": {
        "wrong_argmax": "Another seed should give other music",
        "wrong_state_dropped": "Hand the state on",
        "wrong_begin_may_be_drawn": "should never be drawn",
        "wrong_begin_behind_the_prompt": "begin token, then the prompt",
    },
    "jsd": {
        "wrong_natural": "should be 0.3113",
        "wrong_root": "should be 0.3113",
        "wrong_empty_gives_0": "should raise a `ValueError`",
    },
    "feature_jsd": {
        "wrong_outside_lost": "should count in the last bin",
        "wrong_tuple": "It should return a dict",
    },
    "longest_copy": {
        "wrong_pieces_joined": "should not go on from one piece into the next",
        "wrong_subsequence": "a run has none",
        "wrong_steps_counted": "62, 64, 65 stand in the first piece",
    },
}

STRICTER = set()
