"""What is mailed to who was away."""
