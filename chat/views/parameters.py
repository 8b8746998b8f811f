from chat.errors import Invalid


def whole_number(text: str | None) -> int | None:
    """A place, a version or an id of a query; None where there is none. Raises Invalid."""
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Invalid("A place or a version is a whole number.")
    return int(text)


def number_or_none(text: str | None) -> int | None:
    """The same of a page's address: what makes no sense as a number is none."""
    try:
        return whole_number(text)
    except Invalid:
        return None
