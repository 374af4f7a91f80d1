from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0002_append_only'),
    ]

    operations = [
        migrations.AddField(
            model_name='document',
            name='thumb_sha256',
            field=models.CharField(blank=True, max_length=64),
        ),
    ]
