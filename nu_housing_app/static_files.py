from django.contrib.staticfiles.apps import StaticFilesConfig


class StaticFiles(StaticFilesConfig):
    """Leaves out what packages ship besides what we serve, the sources of minified scripts above
    all: half the time of a build, and half of what it holds."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "*-src.*", "htmx-4*", "htmax*"]
