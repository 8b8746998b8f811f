"""Whether a place has all of some amenities, asked of the column that names them: one row holds the
answer, and on Postgres an index of those names does."""

from django.db.models import BooleanField, Func

from listings.models.amenity import Amenity


class HasAll(Func):
    output_field = BooleanField()

    def __init__(self, *columns, slugs=()):
        super().__init__(*columns or ("amenity_words",))
        self.names = [Amenity(slug).label for slug in slugs]

    def as_postgresql(self, compiler, connection, **options):
        column, values = compiler.compile(self.get_source_expressions()[0])
        return f"string_to_array({column}, ', ') @> %s::text[]", [*values, self.names]

    def as_sql(self, compiler, connection, **options):
        column, _ = compiler.compile(self.get_source_expressions()[0])
        has = " AND ".join([f"instr(', ' || {column} || ',', %s) > 0"] * len(self.names))
        return f"({has})", [f", {name}," for name in self.names]
