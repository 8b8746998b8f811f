from listings.forms.fields import CentsField
from listings.forms.step import StepForm
from listings.models import Listing
from listings.models.completeness import NO_RENT


class CostsForm(StepForm):
    required_to_publish = {"rent": NO_RENT}

    rent = CentsField(label="Monthly rent", min_value=100)
    utilities = CentsField(label="Monthly utilities", help_text="An estimate. 0 if included.")
    deposit = CentsField(help_text="What people get back when they move out.")
    fees = CentsField(label="One-time fees", help_text="Application, move-in, cleaning.")

    class Meta:
        model = Listing
        fields = ["rent", "utilities", "deposit", "fees", "negotiable"]
        labels = {"negotiable": "The rent is negotiable"}

    def adapt_to_listing(self) -> None:
        what = "this room" if self.instance.space == Listing.Space.ROOM else "the entire place"
        self.fields["rent"].help_text = f"The total for {what}, however many people share it."
