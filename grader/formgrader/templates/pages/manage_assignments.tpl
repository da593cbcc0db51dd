{#- nbgrader's list of assignments, without what `grader` does by command: to write, release and collect them. -#}
{%- extends "nbgrader/manage_assignments.tpl" -%}

{%- block head -%}
{{ super() }}
<style>
  td.assign, td.preview, td.release, td.collect, td.status, td.release-feedback,
  th:nth-child(3), th:nth-child(5), th:nth-child(6), th:nth-child(7), th:nth-child(8), th:nth-child(11) { display: none; }
  td.name a { pointer-events: none; color: inherit; }
</style>
{%- endblock -%}

{%- block messages -%}
<p>Click on the number of submissions to grade one of them or to look at it, and on <em>Manual Grading</em> to give
points. The pencil sets a due date. Assignments are written, released, collected and graded by command:
<code>grader --help</code>.</p>
{%- endblock -%}

{%- block table_footer -%}{%- endblock -%}
