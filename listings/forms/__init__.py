"""What the form for posting a place asks, a module for each step."""
