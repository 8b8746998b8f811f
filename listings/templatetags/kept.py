from django import template
from django.core.cache import caches
from django.utils import timezone
from django.utils.safestring import mark_safe

from listings.row_cache import key_of

register = template.Library()


class Kept(template.Node):
    """`pieces` and `own` follow upon each other in turn; there is one piece more."""

    def __init__(self, name, listing, variants, pieces, own):
        self.name, self.listing, self.variants = name, listing, variants
        self.pieces, self.own = pieces, own

    def render(self, context):
        listing = self.listing.resolve(context)
        variants = {
            name: bool(value.resolve(context, ignore_failures=True))
            for name, value in self.variants.items()
        }
        first, *others = self._find(context, listing, variants)
        written = [first]
        for own, piece in zip(self.own, others, strict=True):
            written += (own.render(context), piece)
        return mark_safe("".join(written))  # noqa: S308 - each of them was rendered

    def _find(self, context, listing, variants) -> list[str]:
        shelf = caches["cards"]
        parts = (timezone.localdate(), *variants.values())
        key = "-".join(map(str, (key_of(self.name, listing.pk, listing.updated_at), *parts)))
        found = shelf.get(key)
        if found is None:
            # It sees nothing of the request, nor of who looks: what it shows is for everyone.
            inside = context.new({"listing": listing, **variants})
            found = [piece.render(inside) for piece in self.pieces]
            shelf.set(key, found)
        return found


@register.tag
def kept(parser, token):
    """`{% kept "card" listing eager=yes_or_no %}…{% endkept %}`: rendered once for each variant,
    and kept until the listing changes, or the day.

    What differs between viewers, or from one minute to the next, stands in it directly, between
    `{% own %}` and `{% endown %}`, and is rendered each time. All else sees the listing and the
    variants, as yes or no, and nothing more.
    """
    _, name, listing, *variants = token.split_contents()
    pieces, own = [parser.parse(("own", "endkept"))], []
    while parser.next_token().contents == "own":
        own.append(parser.parse(("endown",)))
        parser.delete_first_token()
        pieces.append(parser.parse(("own", "endkept")))
    return Kept(
        name.strip('"'),
        parser.compile_filter(listing),
        template.base.token_kwargs(variants, parser),
        pieces,
        own,
    )
