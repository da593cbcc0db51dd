{#- One question across the class. Names stay hidden, as in nbgrader's list. -#}
{%- extends "nbgrader/gradebook_base.tpl" -%}
{%- set here = base_url ~ "/formgrader/gradebook/" ~ (assignment_id | urlencode) ~ "/" ~ (notebook_id | urlencode) -%}

{%- block head -%}
<style>
{{ colours | safe }}
{% include "question.css" %}
</style>
{%- endblock -%}

{%- block title -%}{{ question.name }}{%- endblock -%}

{%- macro mark_fields(most) -%}
{%- if items -%}
<table class="rubric-items">
{%- for item in items %}
  <tr data-points="{{ item.points }}" data-text="{{ item.text }}">
    <td><input class="mark" type="text" inputmode="decimal" aria-label="{{ item.text }}"> of {{ "%g" | format(item.points) }}
    <button type="button" class="btn btn-default btn-xs mark-full" title="all {{ "%g" | format(item.points) }}" aria-label="all {{ "%g" | format(item.points) }}: {{ item.text }}">✓</button><button type="button" class="btn btn-default btn-xs mark-none" title="0 points" aria-label="0 points: {{ item.text }}">✗</button></td>
    <th scope="row">{{ item.text }}</th>
  </tr>
{%- endfor %}
</table>
{%- endif -%}
{%- if rubric -%}<details class="rubric-text"><summary>Rubric, in words</summary>{{ rubric | safe }}</details>{%- endif -%}
<p class="score-line"><label>Score <input class="score" type="text" inputmode="decimal" data-most="{{ most }}"></label> of {{ "%g" | format(most) }}</p>
<label class="comment-line">Comment, for the student <textarea class="comment" rows="2"></textarea></label>
{%- endmacro -%}

{%- macro article(view) -%}
{%- set state = view.cell.state -%}
<article class="answer{{ " waits" if state.waits }}" id="answer-{{ view.number }}" data-submission="{{ view.cell.submission }}" data-version="{{ state.version }}" data-number="{{ view.number }}" aria-label="Submission #{{ view.number }}">
  <div class="shown">
    {%- if view.answer.cells %}{{ view.html | safe }}{% else %}<p>The graded notebook cannot be read: grade it again with <code>grader grade {{ assignment_id }}</code>.</p>{% endif %}
    {%- if view.answer.figure %}<p class="in-words">{{ view.answer.figure }}</p>{% endif %}
  </div>
  <form class="marking" autocomplete="off">
    <p class="who"><a href="{{ base_url }}/formgrader/submissions/{{ view.cell.submission | urlencode }}/">Submission #{{ view.number }}</a>
      <span class="state" role="status">{{ view.standing }}</span></p>
    {{ mark_fields(view.cell.grade.max_score) }}
    {%- if view.cell.grade.auto_score is not none %}<p class="in-words">The tests give {{ "%g" | format(view.cell.grade.auto_score) }}; a score typed here counts in its place.</p>{% endif %}
    <p class="said" role="alert"></p>
    <script type="application/json">{{ {"score": state.score, "comment": state.comment} | tojson }}</script>
  </form>
</article>
{%- endmacro -%}

{%- block body -%}
<ol class="breadcrumb">
  <li><a href="{{ base_url }}/formgrader/gradebook">Manual Grading</a></li>
  <li><a href="{{ base_url }}/formgrader/gradebook/{{ assignment_id | urlencode }}">{{ assignment_id }}</a></li>
  <li><a href="{{ here }}">{{ notebook_id }}</a></li>
  <li class="active">{{ question.name }}</li>
</ol>
<nav aria-label="Questions" class="questions">
  {%- for one in questions %}
  {% if one.cell == question.cell %}<strong>{{ one.name }}</strong>{% else %}<a href="{{ here }}/question/{{ one.cell | urlencode }}">{{ one.name }}</a>{% endif %}{% if one.waiting %} ({{ one.waiting }}){% endif %}
  {%- endfor %}
</nav>
<p>{{ question.waiting }} of {{ question.students }} wait for a person; these come first, in an order of this question's own.
  A field is saved when you leave it.</p>
<div id="question" data-address="{{ base_url }}/formgrader/api/question/{{ assignment_id | urlencode }}/{{ question.cell | urlencode }}">
  {%- for view in answers %}
  {{ article(view) }}
  {%- else %}
  <p>Nobody is graded yet.</p>
  {%- endfor %}
</div>
{%- if total > step %}
<nav aria-label="Pages" class="pages">
  {% if first %}<a href="?first={{ [first - step, 0] | max }}">← before these</a>{% endif %}
  {{ first + 1 }} to {{ first + answers | length }} of {{ total }}
  {% if first + step < total %}<a href="?first={{ first + step }}">the next ones →</a>{% endif %}
</nav>
{%- endif %}
{%- endblock -%}

{%- block script -%}
<script>
{% include "clicks.js" %}
{% include "rubric.js" %}
{% include "question.js" %}
</script>
{%- endblock -%}
