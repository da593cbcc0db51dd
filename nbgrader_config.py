"""nbgrader's settings for this course: declarations only."""

c = get_config()  # noqa: F821 - nbgrader defines it

c.CourseDirectory.course_id = "graded-notebooks"
c.CourseDirectory.db_url = "sqlite:///gradebook.db?timeout=60"

# Where students find the notebooks, for the Colab badge and the data that a notebook fetches: the repository that gets
# `git subtree push --prefix=release`, such as https://github.com/OWNER/NAME. Empty: no badge, nothing is fetched.
c.StudentsRepository.address = ""

# Grading: the students' outputs stay, no cell runs in a kernel, verdicts come from grader/.
c.Autograde.pre_convert_hook = "grader.grading.submission_exporter.take_renamed_notebook"
c.Autograde.post_convert_hook = "grader.grading.records.remember_graded"
c.Autograde.exporter_class = "grader.grading.submission_exporter.SubmissionExporter"
# Repair does the work of OverwriteKernelspec, OverwriteCells and CheckCellMetadata: its result holds every cell of
# the release once, with the release's text and metadata.
c.Autograde.sanitize_preprocessors = ["grader.grading.submission_exporter.RepairSubmission"]
c.Autograde.autograde_preprocessors = [
    "nbgrader.preprocessors.LimitOutput",
    "grader.grading.preprocessors.JudgeAnswers",
    "grader.grading.preprocessors.SaveVerdicts",
    "grader.grading.late.LatePenalties",
    "grader.grading.safe_outputs.CleanOutputs",
]

# Feedback: our page, filled from the gradebook.
c.GenerateFeedback.exporter_class = "grader.reports.feedback.FeedbackExporter"
c.GenerateFeedback.preprocessors = ["grader.reports.feedback.CollectFeedback"]
