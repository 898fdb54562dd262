from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Makes `{{ form }}` and `{{ field.as_field_group }}` the same as our components."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
