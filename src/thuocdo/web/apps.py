"""The web as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, parts, static files."""

    name = "thuocdo.web"
    label = "web"
