from django import template
from django.core.cache import caches
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from listings.models import Listing
from listings.row_cache import cache_key

register = template.Library()


class CachedFragment(template.Node):
    """Cached and uncached parts alternate, beginning and ending with a cached one."""

    def __init__(
        self,
        name: str,
        listing: FilterExpression,
        variants: dict[str, FilterExpression],
        cached_parts: list[NodeList],
        uncached_parts: list[NodeList],
    ) -> None:
        self.name, self.listing, self.variants = name, listing, variants
        self.cached_parts, self.uncached_parts = cached_parts, uncached_parts

    def render(self, context: Context) -> SafeString:
        listing = self.listing.resolve(context)
        variants = {
            name: bool(value.resolve(context, ignore_failures=True))
            for name, value in self.variants.items()
        }
        first, *others = self._get_or_render(context, listing, variants)
        rendered = [first]
        for uncached, cached in zip(self.uncached_parts, others, strict=True):
            rendered += (uncached.render(context), cached)
        return mark_safe("".join(rendered))  # noqa: S308 - each of them was rendered

    def _get_or_render(
        self, context: Context, listing: Listing, variants: dict[str, bool]
    ) -> list[str]:
        cache = caches["cards"]
        parts = (timezone.localdate(), *variants.values())
        key = "-".join(map(str, (cache_key(self.name, listing.pk, listing.updated_at), *parts)))
        rendered = cache.get(key)
        if rendered is None:
            # Without the request and the viewer, because the result is shown to everyone.
            inner = context.new({"listing": listing, **variants})
            rendered = [part.render(inner) for part in self.cached_parts]
            cache.set(key, rendered)
        return rendered


@register.tag
def cached_fragment(parser: Parser, token: Token) -> CachedFragment:
    """`{% cached_fragment "card" listing eager=yes_or_no %}…{% endcached_fragment %}`: rendered
    once for each combination of the variants, and cached until the listing or the day changes.

    What differs between viewers, or from one minute to the next, stands directly in it, between
    `{% uncached %}` and `{% enduncached %}`, and is rendered each time. The cached parts see the
    listing and the variants, as booleans, and nothing else.
    """
    _, name, listing, *variants = token.split_contents()
    cached, uncached = [parser.parse(("uncached", "endcached_fragment"))], []
    while parser.next_token().contents == "uncached":
        uncached.append(parser.parse(("enduncached",)))
        parser.delete_first_token()
        cached.append(parser.parse(("uncached", "endcached_fragment")))
    return CachedFragment(
        name.strip('"'),
        parser.compile_filter(listing),
        token_kwargs(variants, parser),
        cached,
        uncached,
    )
