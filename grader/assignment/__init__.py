"""What an assignment is: author text, rubrics, notebooks for instructor and student, hidden tests, worked answers."""
