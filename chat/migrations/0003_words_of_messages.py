from django.db import migrations

# Marks of any kind part words: else Postgres takes an address or a compound for one word.
MARKS = "!\"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~‘’“”«»‹›…–—·•¡¿"
# The words are stored, not only indexed: what many say is found sooner by reading one's own talks,
# and taking each body apart again would cost ten times the reading. 'simple' drops no short word
# and cuts no name; the last word that is typed is open at its end instead.
CREATE = f"""
CREATE FUNCTION chat_words(body text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT to_tsvector('simple', translate(body, '{MARKS}', '{" " * (len(MARKS) - 1)}'))
$$;
ALTER TABLE chat_message ADD words tsvector GENERATED ALWAYS AS (chat_words(body)) STORED;
CREATE INDEX chat_message_words ON chat_message USING gin (words);
"""
DROP = """
ALTER TABLE chat_message DROP words;
DROP FUNCTION chat_words(text);
"""


def on_postgres(statements: str):
    """SQLite reads through a person's messages, which are few there."""

    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statements, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("chat", "0002_membership")]

    operations = [migrations.RunPython(on_postgres(CREATE), on_postgres(DROP))]
