"""A program that decodes one image and writes smaller WebP copies of it.

A malformed image can make a decoder take any amount of memory and time. Here it runs in a process
of its own with limits on both, which ends after one image and so returns all of its memory. It
imports only Pillow, not Django, so it starts within 50 ms.

    python -m accounts.images.decoder '[[2048, 2048, false, 85]]' < image > answer

The argument lists `Copy`s. The answer starts with a line of JSON: either {"error": code,
"format": name}, with one of the codes of `accounts.images.reencoding`, or {"copies":
[[width, height, bytes], ...]}, followed by the copies as WebP files of these lengths.
"""

MEGABYTE = 1024 * 1024  # bytes
