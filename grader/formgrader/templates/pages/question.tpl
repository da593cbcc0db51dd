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
{%- if whose.is_second %}<textarea class="comment" hidden></textarea>{% else %}
<label class="comment-line">Comment, for the student <textarea class="comment" rows="2"></textarea></label>
{%- if remarks | rejectattr("mark") | list %}
<select class="bank" aria-label="Add a comment that was given here">
  <option value="">Add a comment that was given here…</option>
  {%- for one in remarks if not one.mark %}<option value="{{ one.text }}">{{ one.count }} × {{ one.text | truncate(70) }}</option>{% endfor %}
</select>
{%- endif %}
{%- endif %}
{%- endmacro -%}

{#- A second look: nothing is shown of the first. -#}
{%- macro second_look(view) -%}
<article class="answer second" data-submission="{{ view.cell.submission }}" aria-label="Submission #{{ view.number }}">
  <div class="shown">{{ view.html | safe }}{% if view.answer.figure %}<p class="in-words">{{ view.answer.figure }}</p>{% endif %}</div>
  <form class="marking" autocomplete="off">
    <p class="who"><strong>Submission #{{ view.number }}</strong> <span class="state" role="status">{{ "second mark saved" if view.cell.student in second else "waits for a second mark" }}</span></p>
    {{ mark_fields(view.cell.grade.max_score) }}
    <p class="said" role="alert"></p>
    <script type="application/json">{{ {"score": second.get(view.cell.student), "comment": ""} | tojson }}</script>
  </form>
</article>
{%- endmacro -%}

{%- macro article(view, in_group) -%}
{%- set state = view.cell.state -%}
<article class="answer{{ " waits" if state.waits }}" id="answer-{{ view.number }}" data-submission="{{ view.cell.submission }}" data-version="{{ state.version }}" data-number="{{ view.number }}" aria-label="Submission #{{ view.number }}">
  <div class="shown">
    {%- if view.answer.cells %}{{ view.html | safe }}{% else %}<p>The graded notebook cannot be read: grade it again with <code>grader grade {{ assignment_id }}</code>.</p>{% endif %}
    {%- if view.answer.figure %}<p class="in-words">{{ view.answer.figure }}</p>{% endif %}
  </div>
  <form class="marking" autocomplete="off">
    <p class="who">{% if in_group %}<label><input type="checkbox" class="ticked"{% if state.waits %} checked{% endif %}> <span class="sr-only">Give the group's mark to this one</span></label> {% endif %}<a href="{{ base_url }}/formgrader/submissions/{{ view.cell.submission | urlencode }}/">Submission #{{ view.number }}</a>
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
{% include "waived.tpl" %}
<p>{{ question.waiting }} of {{ question.students }} wait for a person.
  {% if not whose.is_second %}
  {% if grouped %}<a href="?{{ whose.flag }}">One by one</a> · <strong>Like answers together</strong>{% else %}<strong>One by one</strong>, the waiting ones first, in an order of this question's own · <a href="?{{ whose.flag }}alike=1">Like answers together</a>{% endif %} ·
  {% endif %}
  A field is saved when you leave it.</p>
{%- if whose.owners %}
<p>
  {% if whose.asked == "own" %}<strong>Yours: {{ whose.own | length }}</strong>{% elif whose.own %}<a href="?">Yours: {{ whose.own | length }}</a>{% else %}Assigned to {{ whose.owners | join(", ") }}{% endif %}
  · {% if whose.asked == "all" %}<strong>All</strong>{% else %}<a href="?all=1">All</a>{% endif %}
  {% if whose.second %}· {% if whose.is_second %}<strong>For a second look: {{ whose.second | length }}</strong>, without what the first one gave{% else %}<a href="?second=1">For a second look: {{ whose.second | length }}</a>{% endif %}{% endif %}
</p>
{%- endif %}
<p id="report" role="alert"></p>
{%- if given and not whose.is_second %}
<section class="given" aria-label="Given to several">
  <strong>Given to several at once</strong>
  <ul>{% for one in given[:10] %}<li>{{ one.about }} <button type="button" class="btn btn-default btn-xs undo" data-act="{{ one.act }}">Undo</button></li>{% endfor %}</ul>
</section>
{%- endif %}
{%- if remarks and not whose.is_second %}
<details class="given"><summary>Given here: comments and marks, to be changed for all who got them</summary>
  <table class="remarks">
  {%- for one in remarks %}
    <tr data-old="{{ one.text }}"{% if one.mark %} data-most="{{ one.mark.most }}" data-text="{{ one.mark.text }}"{% endif %}>
      <td>{{ one.count }} ×</td>
      <td>{% if one.mark -%}
        <input type="text" inputmode="decimal" class="new" value="{{ "%g" | format(one.mark.points) }}" aria-label="Points for: {{ one.mark.text }}"> of {{ "%g" | format(one.mark.most) }} {{ one.mark.text }}
        {%- else -%}
        <textarea class="new" rows="2" aria-label="The comment">{{ one.text }}</textarea>
        {%- endif %}</td>
      <td><button type="button" class="btn btn-default btn-xs change">Change for all {{ one.count }}</button></td>
    </tr>
  {%- endfor %}
  </table>
</details>
{%- endif %}
<div id="question" data-address="{{ base_url }}/formgrader/api/question/{{ assignment_id | urlencode }}/{{ question.cell | urlencode }}">
  {%- for group in groups %}
  {%- if grouped and group.views | length > 1 %}
  <section class="group" aria-label="{{ group.views | length }} answers alike">
    <div class="answer group-mark">
      <div class="shown">
        <h2>{{ group.views | length }} answers alike</h2>
        <ul>{% for one in group.shared %}<li>{{ one }}</li>{% endfor %}</ul>
        <p>Look at them below; untick what is not like the others. Marked ones are not ticked: ticked, they get this in place
          of what they have.</p>
      </div>
      <form class="marking" autocomplete="off">
        {{ mark_fields(question.most) }}
        <button type="button" class="btn btn-primary give"></button>
        <p class="said" role="alert"></p>
      </form>
    </div>
    {%- for view in group.views %}{{ article(view, true) }}{% endfor %}
  </section>
  {%- else %}
  {%- for view in group.views %}{{ second_look(view) if whose.is_second else article(view, false) }}{% endfor %}
  {%- endif %}
  {%- else %}
  <p>Nobody is graded yet.</p>
  {%- endfor %}
</div>
{%- if pages > 1 %}
<nav aria-label="Pages" class="pages">
  {% if page %}<a href="?{{ whose.flag }}page={{ page - 1 }}{% if grouped %}&amp;alike=1{% endif %}">← before these</a>{% endif %}
  page {{ page + 1 }} of {{ pages }}
  {% if page + 1 < pages %}<a href="?{{ whose.flag }}page={{ page + 1 }}{% if grouped %}&amp;alike=1{% endif %}">the next ones →</a>{% endif %}
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
