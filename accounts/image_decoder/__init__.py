"""A program that decodes one image and writes smaller WebP copies of it: run by `accounts.images`.

What the image's bytes make a decoder do happens here, in a process that lives for one image, may
take little memory and time, and gives all of it back. It imports Pillow alone, no Django, so it
starts within 50 ms.

    python -m accounts.image_decoder '[[2048, 2048, false, 85]]' < image > answer

The argument lists `Copy`s. The answer starts with a line of JSON: either {"error": code,
"format": name}, with one of the codes of `accounts.images`, or {"copies": [[width, height,
bytes], ...]}, after which the copies follow, each so many bytes of WebP.
"""
