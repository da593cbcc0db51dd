{%- extends "base.tpl" -%}
{%- block title -%}Not graded yet{%- endblock -%}
{%- block body -%}
<p>There is no graded notebook of this submission: grade it again with
<code>grader grade {{ resources.assignment_id }}</code>.</p>
{%- endblock -%}
