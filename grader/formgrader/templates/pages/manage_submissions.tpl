{#- nbgrader's list of one assignment's submissions, without what leads nowhere here. -#}
{%- extends "nbgrader/manage_submissions.tpl" -%}

{%- block head -%}
{{ super() }}
<style>
  .label-info { background: #1b6d85; }
  .label-success { background: #3c763d; }
  .label-warning { background: #7a5a1e; }
  td.release-feedback, th:nth-child(8) { display: none; }
</style>
{%- endblock -%}

{%- block messages -%}
<p>The button grades one submission again. All of them: <code>grader grade {{ assignment_id }}</code>; pages for
students: <code>grader feedback {{ assignment_id }}</code>.</p>
{%- endblock -%}
