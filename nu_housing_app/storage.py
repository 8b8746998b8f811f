"""Where files lie: static ones beside the code, media on disk or in a private bucket."""

import logging
import re
import threading
from functools import lru_cache

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.urls import reverse
from storages.backends.s3 import S3Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

log = logging.getLogger(__name__)
HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")
# How a module names the file of a worker: `new URL("./worker.js", import.meta.url)`.
WORKER = (
    r"""(?P<matched>new URL\(["'](?P<url>\.[^"']+)["'], import\.meta\.url\))""",
    """new URL("%(url)s", import.meta.url)""",
)
_clients = threading.local()
_making_client = threading.Lock()
# A photo is uploaded in one piece; threads for the upload would leave memory behind.
ONE_THREAD = TransferConfig(use_threads=False)
# Botocore's own patience is five minutes; a request has half of one, and its thread is one of few.
BRIEFLY = Config(connect_timeout=3, read_timeout=10, retries={"total_max_attempts": 2})


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashes the names inside our ES modules too, which Django leaves off unless told.

    Only below js/: a package's script may name, in a comment, a file that it doesn't ship.
    """

    support_js_module_import_aggregation = True
    # A name depends on those of the imported modules: one pass for each layer of imports.
    max_post_process_passes = 12
    _js_module_import_aggregation_patterns = (
        "js/*.js",
        (*CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1], WORKER),
    )

    def compress_files(self, paths):
        """What pages link to, by its hashed name: half the time and half the slug."""
        return super().compress_files([path for path in paths if HASHED.search(path)])


class BucketStorage(S3Storage):
    """A private bucket whose pictures have addresses of ours: what a page, a shared link or a
    cache holds goes on working when the bucket's own link has expired."""

    def __init__(self, **options):
        super().__init__(**options)
        self.client_config = self.client_config.merge(BRIEFLY)
        # A client takes 0.2 s to make, and django-pictures makes a storage for each picture.
        self._connections = _clients
        self.transfer_config = ONE_THREAD

    @property
    def connection(self):
        if getattr(self._connections, "connection", None) is None:
            # Clients may be used, but not made, at the same time as others of their session.
            with _making_client:
                return super().connection
        return super().connection

    def _create_session(self):
        return _session(self.access_key, self.secret_key)

    def url(self, name, *args, **kwargs):
        return reverse("media", args=[name])

    def signed_url(self, name: str, seconds: int, **parameters: str) -> str:
        """A link to the bucket itself that works for `seconds`; `parameters` are S3's own, such as
        what the answer's headers are to be."""
        return super().url(name, parameters, expire=seconds)


@lru_cache(maxsize=4)
def _session(access_key: str | None, secret_key: str | None) -> boto3.Session:
    """One for the clients of all threads: what it has read of S3's interface takes 13 MB."""
    return boto3.Session(aws_access_key_id=access_key, aws_secret_access_key=secret_key)


def warn_of_a_disk_that_forgets():
    if not settings.DEBUG and isinstance(default_storage, FileSystemStorage):
        log.warning(
            "photos lie on this machine's disk, which Heroku empties at each restart: "
            "set AWS_STORAGE_BUCKET_NAME"
        )
