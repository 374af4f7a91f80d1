from django.db import migrations

from ikkan.store.triggers import allow, forbid

ALWAYS = ("ledger_event", "ledger_leaf", "ledger_checkpoint", "ledger_bookedition")
# a body may go only after its walker has the event that records the destruction
DESTROYED = (
    "EXISTS (SELECT 1 FROM ledger_event d JOIN ledger_event e ON e.id = OLD.event_id "
    "WHERE d.name = 'ledger.destroyed' AND (d.case_id = e.case_id OR d.round_id = e.round_id))"
)


def protect(apps, schema_editor):
    for table in ALWAYS:
        forbid(schema_editor, table)
    forbid(schema_editor, "ledger_eventbody", ("UPDATE",))
    forbid(schema_editor, "ledger_eventbody", ("DELETE",), unless=DESTROYED)


def release(apps, schema_editor):
    for table in ALWAYS:
        allow(schema_editor, table)
    allow(schema_editor, "ledger_eventbody")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(protect, release)]
