from django.forms.renderers import TemplatesSetting


class FieldRenderer(TemplatesSetting):
    """Renders every form field of the site with one template."""

    field_template_name = "components/field.html"
