{#- nbgrader's list of submissions, with the way to one question across the class. -#}
{%- extends "nbgrader/gradebook_notebook_submissions.tpl" -%}

{%- block messages -%}
{% include "waived.tpl" %}
<nav class="panel panel-default" aria-label="Questions" style="padding: .6em 1em">
  <strong>One question across the class:</strong>
  {% for one in questions %}
  <a style="display: inline-block; margin-right: 1em" href="{{ base_url }}/formgrader/gradebook/{{ assignment_id | urlencode }}/{{ notebook_id | urlencode }}/question/{{ one.cell | urlencode }}">{{ one.name }}{% if one.waiting %} ({{ one.waiting }} wait){% endif %}</a>
  {% endfor %}
</nav>
{{ super() }}
{%- endblock -%}
