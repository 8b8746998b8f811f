from django import forms

from listings.forms.fields import NumberField
from listings.forms.step import StepForm
from listings.models import Amenity, Listing, ListingAmenity
from listings.models.completeness import NO_BEDROOMS

BEDROOMS = [("", "Choose"), (0, "Studio"), (1, "1 bedroom")]
BEDROOMS += [(number, f"{number} bedrooms") for number in range(2, 21)]


class HomeForm(StepForm):
    required_to_publish = {"bedrooms": NO_BEDROOMS}

    bedrooms = forms.TypedChoiceField(
        choices=BEDROOMS, coerce=int, empty_value=None, required=False, label="Bedrooms"
    )
    bathrooms = NumberField(min_value=0, max_value=20, whole=False)
    people = NumberField(
        min_value=1,
        max_value=20,
        required=True,
        label="People who share the rent",
        error_messages={"required": "Enter how many people share the rent: 1 or more."},
    )
    square_feet = NumberField(min_value=50, max_value=50_000, label="Size in square feet")
    amenities = forms.MultipleChoiceField(
        choices=Amenity.choices, widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = Listing
        fields = ["bedrooms", "bathrooms", "people", "square_feet", "furnished", "pets"]
        labels = {"furnished": "It comes furnished", "pets": "Pets are welcome"}

    def adapt_to_listing(self) -> None:
        is_room = self.instance.space == Listing.Space.ROOM
        self.fields["bedrooms"].help_text = "In the whole place." if is_room else ""
        self.fields["people"].help_text = (
            "How many people split the rent of this room: usually 1."
            if is_room
            else "We show what each person pays."
        )
        self.fields["pets"].help_text = "Assistance animals aren’t pets and are always welcome."
        self.initial["amenities"] = [amenity.slug for amenity in self.instance.amenities.all()]

    def store_related(self, listing: Listing, valid: set[str]) -> None:
        if "amenities" in valid:
            chosen = self.cleaned_data["amenities"]
            listing.amenities.exclude(slug__in=chosen).delete()
            has = set(listing.amenities.values_list("slug", flat=True))
            ListingAmenity.objects.bulk_create(
                ListingAmenity(listing=listing, slug=slug) for slug in chosen if slug not in has
            )
            listing.amenity_words = Amenity.words(chosen)
            listing.save_and_record(update_fields=["amenity_words"])
