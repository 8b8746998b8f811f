from django import forms


class SignupForm(forms.Form):
    """What signing up asks besides the email and the password."""

    name = forms.CharField(
        label="Your name",
        max_length=60,
        help_text="What listers and roommates see. A first name is enough.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    field_order = ["name", "email", "password1"]

    def signup(self, request, user):
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
