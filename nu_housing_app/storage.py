"""File storage: static files beside the code, media on disk or in a private S3 bucket."""

import logging
import re
import threading
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

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
# How a script refers to a worker: `new URL("./worker.js", import.meta.url)`.
WORKER_URL = (
    r"""(?P<matched>new URL\(["'](?P<url>\.[^"']+)["'], import\.meta\.url\))""",
    """new URL("%(url)s", import.meta.url)""",
)
_clients = threading.local()
_client_creation = threading.Lock()
# A photo is uploaded in one piece; threads for the upload would leave memory behind.
ONE_THREAD = TransferConfig(use_threads=False)
# Botocore waits five minutes by default; a request has half a minute, and there are few threads.
TIMEOUTS = Config(connect_timeout=3, read_timeout=10, retries={"total_max_attempts": 2})


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Also replaces the file names inside ES modules with hashed ones, which Django does only on
    request.

    Only below js/: a script of a package may name a file that the package doesn't include.
    """

    support_js_module_import_aggregation = True
    # A name depends on those of the imported modules, so deep imports take several passes: now 5,
    # which is Django's limit.
    max_post_process_passes = 12
    _js_module_import_aggregation_patterns = (
        "js/*.js",
        (
            *CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
            WORKER_URL,
        ),
    )

    def compress_files(self, paths: Iterable[str]) -> Any:
        """Compress only the hashed files, to which pages link: half the time and half the slug."""
        return super().compress_files([path for path in paths if HASHED.search(path)])


class BucketStorage(S3Storage):
    """A private bucket whose photos have URLs of the site: those in pages, shared links and caches
    work longer than a signed link to the bucket."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.client_config: Any = self.client_config.merge(TIMEOUTS)
        # A client takes 0.2 s to create, and django-pictures creates a storage for each photo.
        self._connections = _clients
        self.transfer_config = ONE_THREAD

    @property
    def connection(self) -> Any:
        if getattr(self._connections, "connection", None) is None:
            # Clients of one session may be used concurrently, but not created.
            with _client_creation:
                return super().connection
        return super().connection

    def _create_session(self) -> boto3.Session:
        return _session(self.access_key, self.secret_key)

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        return reverse("media", args=[name])

    def signed_url(self, name: str, seconds: int, **parameters: str) -> str:
        """A link to the bucket that works for `seconds`. `parameters` are S3's own, such as headers
        of the response."""
        link: str = super().url(name, parameters, expire=seconds)
        return link


@lru_cache(maxsize=4)
def _session(access_key: str | None, secret_key: str | None) -> boto3.Session:
    """One session for the clients of all threads: its description of S3's API takes 13 MB."""
    return boto3.Session(aws_access_key_id=access_key, aws_secret_access_key=secret_key)


def warn_about_ephemeral_disk() -> None:
    if not settings.DEBUG and isinstance(default_storage, FileSystemStorage):
        log.warning(
            "photos are stored on this machine's disk, which Heroku empties at each restart: "
            "set AWS_STORAGE_BUCKET_NAME"
        )
