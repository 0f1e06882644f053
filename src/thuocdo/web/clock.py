"""The office's clock: the only place that looks at one. A sample lives in its own years, on a day that is set."""

from __future__ import annotations

from datetime import date, datetime, time

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """The working day."""
    return date.fromisoformat(settings.TODAY) if settings.TODAY else timezone.localdate()


def now() -> datetime:
    """The moment: the working day's date at the clock's time."""
    moment = timezone.localtime()
    return timezone.make_aware(datetime.combine(today(), time(moment.hour, moment.minute, moment.second)))
