"""Django application of the page furniture."""

from django.apps import AppConfig


class CounterConfig(AppConfig):
    """Register templates, static files and template tags of the counter."""

    name = "ikkan.counter"
    label = "counter"
    verbose_name = "窓口の部品"
