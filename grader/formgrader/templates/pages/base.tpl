{#- nbgrader's page, whose buttons work without scripts in attributes. -#}
{%- extends "nbgrader/base.tpl" -%}
{%- block script -%}
{{ super() }}
<script>
{% include "clicks.js" %}
</script>
{%- endblock -%}
