from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashes the names inside ES module imports too, which Django leaves off unless told."""

    support_js_module_import_aggregation = True
