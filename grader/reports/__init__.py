"""What students, TAs and instructors read: feedback, class report, status, similar answers."""
