"""How what people say reaches the database."""
