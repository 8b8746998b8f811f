"""The form for posting a listing, with a module for each step."""
