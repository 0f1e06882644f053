"""``{% demo_code secret %}``: the current code of a second factor, in a demonstration and nowhere else."""

from __future__ import annotations

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django import template
from django.conf import settings

register = template.Library()
PERIOD = 30


@register.simple_tag
def demo_code(secret: str) -> str:
    """The code of a secret now; nothing unless this is a demonstration."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD))) if settings.DEMO and secret else ""


@register.simple_tag
def demo_code_of(person: object) -> str:
    """The same of somebody's second factor."""
    held = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first() if settings.DEMO else None
    return demo_code(decrypt(held.data["secret"])) if held is not None else ""
