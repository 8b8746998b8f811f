from listings.forms.fields import CentsField
from listings.forms.step import StepForm
from listings.models import Listing


class MoneyForm(StepForm):
    needed = {"rent": "Say what it costs a month."}

    rent = CentsField(label="Rent a month", least=100)
    utilities = CentsField(label="Utilities a month", help_text="A guess. 0 when included.")
    deposit = CentsField(help_text="What comes back in the end.")
    fees = CentsField(label="One-time fees", help_text="Application, move-in, cleaning.")

    class Meta:
        model = Listing
        fields = ["rent", "utilities", "deposit", "fees", "negotiable"]
        labels = {"negotiable": "The rent is negotiable"}

    def adapt(self):
        what = "this room" if self.instance.space == Listing.Space.ROOM else "the entire place"
        self.fields["rent"].help_text = f"For {what}, from everyone together."
