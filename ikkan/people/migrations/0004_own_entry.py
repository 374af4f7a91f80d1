import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_second_factor")]
    operations = [
        migrations.CreateModel(
            name="OwnEntry",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="own_entry",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("resident", models.CharField(db_index=True, max_length=15, verbose_name="宛名番号")),
                ("entered_at", models.DateTimeField()),
            ],
        ),
    ]
