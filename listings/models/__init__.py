from listings.models.amenity import Amenity, ListingAmenity
from listings.models.change import Change
from listings.models.listing import Listing
from listings.models.photo import Photo
from listings.models.saved import SavedListing

__all__ = ["Amenity", "Change", "Listing", "ListingAmenity", "Photo", "SavedListing"]
