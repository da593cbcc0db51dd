"""nbgrader's settings for this course: declarations only."""

c = get_config()  # noqa: F821 - nbgrader defines it

c.CourseDirectory.course_id = "graded-notebooks"
c.CourseDirectory.db_url = "sqlite:///gradebook.db?timeout=60"
