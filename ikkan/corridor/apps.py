from django.apps import AppConfig


class CorridorConfig(AppConfig):
    name = "ikkan.corridor"
    label = "corridor"
