from listings.models.amenity import Amenity, ListingAmenity
from listings.models.listing import Listing
from listings.models.photo import Photo
from listings.models.saved import SavedListing

__all__ = ["Amenity", "Listing", "ListingAmenity", "Photo", "SavedListing"]
