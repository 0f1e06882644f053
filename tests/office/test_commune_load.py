"""What a commune is asked (readings.md, "What a commune is asked"): counted form by form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from thuocdo.answers.office.holding import cell_of
from thuocdo.answers.office.owing import as_core
from thuocdo.core.orgunits import Level
from thuocdo.core.periods import Frequency

if TYPE_CHECKING:
    from tests.office.conftest import Stories

pytestmark = pytest.mark.django_db

MOST = {"ubnd_xa": {Frequency.QUARTER: 8, Frequency.YEAR: 20}, "doi_178_xa": {Frequency.QUARTER: 12}}
"""By office and period: the most cells that a commune's form may have. What is not here is not asked at all."""


def test_a_commune_is_asked_few_things_and_never_by_the_month_or_half_year(stories: Stories) -> None:
    asked = {}
    for form in stories.office.plan.forms.values():
        if Level.COMMUNE in form.senders:
            period = "2020Q4" if form.frequency is Frequency.QUARTER else "2020"
            owed = as_core(stories.office, stories.obligation(form.id, period, "M101"))
            cells = len(cell_of(stories.office, owed))
            assert cells <= MOST[form.office[Level.COMMUNE]][form.frequency], form.id
            asked[form.id] = cells
    # The year: 9 kinds of establishments, 1 commitments, 1 officers, 3 topics and their total, 2 volunteers, 2 healthy.
    assert asked == {"commune_quarter": 4, "local_year": 19, "team_178_quarter": 12}
