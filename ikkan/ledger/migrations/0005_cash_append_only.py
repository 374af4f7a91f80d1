from django.db import migrations

from ikkan.store.triggers import allow, forbid

TABLES = ("ledger_cashentry", "ledger_dayclose", "ledger_wayclose")


def protect(apps, schema_editor):
    for table in TABLES:
        forbid(schema_editor, table)


def release(apps, schema_editor):
    for table in TABLES:
        allow(schema_editor, table)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_cash")]
    operations = [migrations.RunPython(protect, release)]
