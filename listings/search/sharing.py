def share_picture(request, listings) -> str:
    """The absolute address of the first picture that these places have; empty without one."""
    covers = (listing.cover for listing in listings)
    first = next(filter(None, covers), None)
    return request.build_absolute_uri(first.largest_url) if first else ""
