from django.db import migrations

from ikkan.store.triggers import allow, forbid


def protect(apps, schema_editor):
    forbid(schema_editor, "registers_reading")


def release(apps, schema_editor):
    allow(schema_editor, "registers_reading")


class Migration(migrations.Migration):
    dependencies = [("registers", "0001_initial")]
    operations = [migrations.RunPython(protect, release)]
