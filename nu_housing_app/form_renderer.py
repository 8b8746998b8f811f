from django.forms.renderers import TemplatesSetting


class FieldRenderer(TemplatesSetting):
    """Every form field of the site is drawn by one template."""

    field_template_name = "components/field.html"
