{#- What counts in another way than the scores that formgrader shows. -#}
{%- for name, how in waived.items() %}
<p class="alert alert-warning">Waived: <strong>{{ name }}</strong>, {{ how }}. Scores stand here as they were given; tables, the
report and students' pages count {{ "the full points" if how == "full marks" else "nothing" }} for it.</p>
{%- endfor %}
