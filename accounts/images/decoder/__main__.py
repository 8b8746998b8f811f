import io
import json
import sys
from typing import Any

from PIL import Image

from accounts.images.decoder import process_limits
from accounts.images.decoder.copies import Copy, make_copies
from accounts.images.decoder.opening import Refused, limit_pillow


def main() -> None:
    process_limits.apply()
    limit_pillow()
    copies = [Copy(*each) for each in json.loads(sys.argv[1])]
    try:
        files = [
            (image.size, _encode(image, quality))
            for image, quality in make_copies(sys.stdin.buffer, copies)
        ]
    except Refused as error:
        _answer(error.answer)
    except MemoryError:
        _answer(Refused("large").answer)
    else:
        _answer({"copies": [[*size, len(content)] for size, content in files]})
        for _, content in files:
            sys.stdout.buffer.write(content)


def _encode(image: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    image.save(file, "WEBP", quality=quality)
    return file.getvalue()


def _answer(answer: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")


if __name__ == "__main__":
    main()
