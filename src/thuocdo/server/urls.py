"""Addresses: accounts are allauth's, everything else is the web's."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("thuocdo.web.urls")),
]
