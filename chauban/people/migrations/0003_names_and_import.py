"""Names that can be searched and sorted as Vietnamese has it, first passwords, and the drafts of an import."""

import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import chauban.people.models

TEXT = r"""
-- As chauban.kernel.text.fold: no marks, no capitals, d for đ.
CREATE FUNCTION people_fold(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT lower(translate(regexp_replace(normalize(words, NFD), '[\u0300-\u036f]', '', 'g'), 'ĐÐƉđðɖ', 'dddddd'))
$$;

-- The given name first, as Vietnamese lists have it; ă, â, đ, ê, ô, ơ, ư as letters of their own, tones left out.
-- Compared byte by byte: "{" and "|" stand after "z".
CREATE FUNCTION people_sort_key(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT regexp_replace(
    replace(replace(replace(replace(replace(replace(replace(
      regexp_replace(
        lower(translate(normalize(regexp_replace(btrim(name), '^(.*)\s+(\S+)$', '\2 \1'), NFD), 'Đ', 'đ')),
        '[\u0300\u0301\u0303\u0309\u0323]', '', 'g'),
      U&'a\0306', 'a{'), U&'a\0302', 'a|'), 'đ', 'd{'), U&'e\0302', 'e{'), U&'o\0302', 'o{'), U&'o\031B', 'o|'),
      U&'u\031B', 'u{'),
    '[\u0300-\u036f]', '', 'g')
$$;
"""

#: A draft holds people's data: only the administrator who uploaded it sees it.
DRAFTS = """
ALTER TABLE people_importdraft ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON people_importdraft TO chauban_app
  USING (person_id = (SELECT chauban_me()) AND (SELECT chauban_holds('administrator')));
"""


def kept(expression):
    return models.GeneratedField(
        db_persist=True, expression=expression, output_field=models.TextField(db_collation="C")
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0002_identity")]
    operations = [
        migrations.RunSQL(TEXT, "DROP FUNCTION people_fold, people_sort_key"),
        migrations.AddField(
            "person",
            "must_change_password",
            models.BooleanField(default=False, verbose_name="must choose a new password"),
        ),
        migrations.AddField("person", "folded", kept(chauban.people.models.Fold("full_name"))),
        migrations.AddField("person", "sort_name", kept(chauban.people.models.SortKey("full_name"))),
        migrations.AddField(
            "agency",
            "folded",
            kept(
                chauban.people.models.Fold(
                    django.db.models.functions.text.Concat(
                        "name",
                        models.Value(" "),
                        "short_name",
                        models.Value(" "),
                        "symbol",
                        models.Value(" "),
                        django.db.models.functions.comparison.Coalesce("code", models.Value("")),
                    )
                )
            ),
        ),
        migrations.AddIndex("person", models.Index(fields=["sort_name", "id"], name="person_by_name")),
        migrations.CreateModel(
            name="ImportDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("file_name", models.CharField(max_length=200)),
                ("rows", models.JSONField()),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunSQL(DRAFTS, migrations.RunSQL.noop),
    ]
