"""Compares a listing's rent with those of comparable listings: percentile, median, histogram.

Comparable are the listings that are open now (published or pending) and

- of the same space: a room is compared with rooms by the rent per person, an entire place with
  entire places by its whole rent;
- as large: an entire place has as many bedrooms (five or more count as five); a room is in a place
  with at most one bedroom more or fewer, since its tenant shares the rest;
- let in the same way: sublets with sublets, and leases and takeovers with both of these, since a
  tenant who is away for a while asks for less than a landlord;
- near, in a straight line between the public points: within a mile, or within three where that is
  too few. Where three are too few as well, sublets and leases count together, and the text says so.

Nothing else counts: not what a listing is called or how it is described, nor who offers it, lives
there or nearby, or looks at it. The comparison is only shown; no search filters or sorts by it.
"""
