"""The store as a Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class StoreConfig(AppConfig):
    """Rows of the office."""

    name = "thuocdo.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The audit's triggers follow every migration, of whichever app."""
        from thuocdo.store.audit.triggers import lay, lay_aside

        pre_migrate.connect(lay_aside, sender=self, dispatch_uid="audit laid aside")
        post_migrate.connect(lay, sender=self, dispatch_uid="audit laid")
