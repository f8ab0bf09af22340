"""The likeness of papers recorded before it held undated ones and the linked agency's name."""

from typing import Any

from django.db import migrations

from chauban.documents.fields import likeness

BATCH = 2_000


def anew(apps: Any, _editor: Any) -> None:
    document = apps.get_model("documents", "Document")
    changed = []
    for each in document.objects.select_related("issuer").iterator(chunk_size=BATCH):
        each.likeness = likeness(each)
        changed.append(each)
        if len(changed) == BATCH:
            document.objects.bulk_update(changed, ["likeness"])
            changed = []
    document.objects.bulk_update(changed, ["likeness"])


class Migration(migrations.Migration):
    dependencies = [("documents", "0004_narrow")]
    operations = [migrations.RunPython(anew, migrations.RunPython.noop, elidable=True)]
