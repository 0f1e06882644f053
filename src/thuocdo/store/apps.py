"""The store as a Django app."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Rows of the office."""

    name = "thuocdo.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
