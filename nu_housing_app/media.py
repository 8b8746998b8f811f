"""The addresses of pictures. A name is never used twice, so what it shows never changes."""

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_safe
from django.views.static import serve

HOUR = 3600
LONGEST = 255  # bytes


@require_safe
def media(request, path):
    # The bucket's storage takes a backslash for a slash.
    if "\\" in path or ".." in path.split("/"):
        raise Http404("A name goes down, never up.")
    if len(path.encode()) > LONGEST:
        raise Http404("No disk holds such a name.")
    if hasattr(default_storage, "signed_url"):
        answer = redirect(default_storage.signed_url(path, HOUR))
        # A browser may follow what it remembers for as long as the link works.
        answer["Cache-Control"] = f"public, max-age={HOUR - 300}"
    else:
        answer = serve(request, path, settings.MEDIA_ROOT)
        answer["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer
