"""Lan writes and leaves, writes in two places at once, sends, throws away: works, wrong person, wrong place, wrong
state, done twice."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.office.test_submit_and_review import QUARTER, codes, quarter
from thuocdo.actions.drafts import ConflictError, Writing, discard, looked_at, save, send
from thuocdo.actions.review import review
from thuocdo.actions.submit import Reason, Sending, submit
from thuocdo.answers.office.entry import Stage, sheet_of, still_right, with_same_paper, with_zeros
from thuocdo.answers.office.holding import CellKey, Told
from thuocdo.answers.office.typed_in import Typed
from thuocdo.core.errors import Refused
from thuocdo.store import models

if TYPE_CHECKING:
    from tests.office.conftest import Stories
    from thuocdo.answers.office.entry import Sheet

pytestmark = pytest.mark.django_db


def typed(**values: str) -> dict[CellKey, Typed]:
    return {CellKey("M101", name): Typed(value) for name, value in values.items()}


def written(stories: Stories, *, revision: int = 0, **values: str) -> models.Draft:
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    return save(stories.actor("lan"), stories.office, row, Writing(typed(**values)), revision)


def sheet(stories: Stories, form: str = "commune_quarter", period: str = "2020Q4", sender: str = "M101") -> Sheet:
    return sheet_of(stories.office, stories.obligation(form, period, sender))


# ------------------------------------------------------------------ writing


def test_what_was_written_is_there_when_lan_comes_back(stories: Stories) -> None:
    written(stories, sessions="3", attendances="1 234")
    found = sheet(stories)
    assert found.stage is Stage.DRAFT
    assert found.fields[CellKey("M101", "attendances")].typed == Typed("1 234")
    assert not found.fields[CellKey("M101", "leaflets")].typed
    acts = models.Act.objects.filter(about=f"obligation:{found.row.pk}").values_list("name", flat=True)
    assert list(acts) == ["begin_draft"]
    written(stories, revision=1, sessions="4")
    assert acts.count() == 1  # typing is no act


def test_nobody_else_writes_it(stories: Stories) -> None:
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    for name, post, code in (
        ("dung", None, "OFFICE-011"),  # a leader enters nothing
        ("minh", "minh_entry", "OFFICE-012"),  # the district does not write in the commune's place
    ):
        for act in (
            lambda actor: save(actor, stories.office, row, Writing({}), 0),
            lambda actor: discard(actor, stories.office, row),
            lambda actor: send(actor, stories.office, row, revision=0),
        ):
            with pytest.raises(Refused) as error:
                act(stories.actor(name, post))
            assert codes(error) == [code]
    assert not models.Draft.objects.exists()


def test_a_save_on_an_older_revision_is_a_conflict_and_loses_nothing(stories: Stories) -> None:
    """Lan has the form open on her phone and at her desk; both began at revision 1."""
    written(stories, sessions="3")
    written(stories, revision=1, sessions="4")
    with pytest.raises(ConflictError) as conflict:
        written(stories, revision=1, sessions="5")
    assert conflict.value.theirs is not None
    assert conflict.value.theirs.cells == {"M101|sessions|": {"value": "4"}}
    assert sheet(stories).revision == 2


def test_what_a_reorganisation_ended_is_not_written(stories: Stories) -> None:
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    row.ended_on, row.ended_by = date(2020, 12, 1), "NQ-MẪU"
    with pytest.raises(Refused) as error:
        save(stories.actor("lan"), stories.office, row, Writing({}), 0)
    assert codes(error) == ["OFFICE-020"]


def test_a_draft_is_thrown_away_once(stories: Stories) -> None:
    written(stories, sessions="3")
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    discard(stories.actor("lan"), stories.office, row)
    assert sheet(stories).stage is Stage.OPEN
    line = models.Act.objects.get(name="discard_draft")
    assert line.before == {"M101|sessions|": {"value": "3"}}
    with pytest.raises(Refused) as error:
        discard(stories.actor("lan"), stories.office, row)
    assert codes(error) == ["OFFICE-101"]


# ------------------------------------------------------------------ sending


def test_a_draft_is_sent_as_it_stands(stories: Stories) -> None:
    draft = written(stories, **{**QUARTER, "attendances": "1 500"})
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    version = send(stories.actor("lan"), stories.office, row, revision=draft.revision)
    told = {value.item.element: value.value for value in version.values.select_related("item")}
    assert told == {**QUARTER, "attendances": "1500"}
    assert not models.Draft.objects.exists()
    assert sheet(stories).stage is Stage.WAITING
    with pytest.raises(ConflictError):  # the draft is gone: the button was pressed twice
        send(stories.actor("lan"), stories.office, row, revision=draft.revision)


def test_a_number_that_reads_two_ways_is_asked_about(stories: Stories) -> None:
    draft = written(stories, **{**QUARTER, "attendances": "1.500", "leaflets": "hai"})
    with pytest.raises(Refused) as error:
        send(stories.actor("lan"), stories.office, draft.obligation, revision=1)
    assert sorted(codes(error)) == ["OFFICE-100", "VALUE-010"]


def test_zero_and_no_data_are_different_answers(stories: Stories) -> None:
    cells = typed(sessions="0", attendances="0", loudspeaker_items="0")
    cells[CellKey("M101", "leaflets")] = Typed(absence="not_applicable")
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    save(stories.actor("lan"), stories.office, row, Writing(cells), 0)
    version = send(stories.actor("lan"), stories.office, row, revision=1)
    told = {v.item.element: (v.value, v.absence) for v in version.values.select_related("item")}
    assert told["sessions"] == ("0", "")
    assert told["leaflets"] == ("", "not_applicable")


def test_a_question_is_answered_from_the_list_and_a_commune_writes_nothing(stories: Stories) -> None:
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    odd = typed(**{**QUARTER, "sessions": "0"})  # people came to no session
    asked = "attendances_need_sessions|M101"

    def with_reason(revision: int, reason: Reason | None) -> list[str]:
        reasons = {asked: reason} if reason else {}
        save(stories.actor("lan"), stories.office, row, Writing(odd, reasons), revision)
        with pytest.raises(Refused) as error:
            send(stories.actor("lan"), stories.office, row, revision=revision + 1)
        return codes(error)

    assert with_reason(0, None) == ["OFFICE-034"]
    assert with_reason(1, Reason("because")) == ["OFFICE-103"]
    assert with_reason(2, Reason("checked", "bà A xác nhận")) == ["OFFICE-104"]
    save(stories.actor("lan"), stories.office, row, Writing(odd, {asked: Reason("checked")}), 3)
    version = send(stories.actor("lan"), stories.office, row, revision=4)
    assert [(one.check_id, one.choice) for one in version.reasons.all()] == [("attendances_need_sessions", "checked")]


def test_a_district_may_add_words_and_another_reason_needs_them(stories: Stories) -> None:
    row = stories.obligation("labour_quarter", "2020Q4", "M1")
    minh = stories.actor("minh", "minh_entry")
    cells = {CellKey("M1", "denunciations_received"): Typed("1"), CellKey("M1", "denunciations_settled"): Typed("1")}
    first = save(minh, stories.office, row, Writing(cells), 0)
    version = send(minh, stories.office, row, revision=first.revision)
    review(stories.actor("hoa"), stories.office, version, {})
    save(minh, stories.office, row, Writing(cells), 0)
    with pytest.raises(Refused) as error:
        send(minh, stories.office, row, revision=1, because=Reason("other"))
    assert codes(error) == ["OFFICE-106"]
    again = send(minh, stories.office, row, revision=1, because=Reason("other", "theo biên bản đối chiếu"))
    assert again.because == "other|theo biên bản đối chiếu"


def test_a_document_behind_a_cell_is_told_in_full(stories: Stories) -> None:
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    paper = {"cell": "M101|sessions|", "type": "list", "number": "12/DS", "issuer": "UBND xã", "dated": "10/12"}
    save(stories.actor("lan"), stories.office, row, Writing(typed(**QUARTER), evidence=(paper,)), 0)
    with pytest.raises(Refused) as error:
        send(stories.actor("lan"), stories.office, row, revision=1)
    assert codes(error) == ["OFFICE-105"]
    whole = {**paper, "dated": "10/12/2020", "filed": "Văn phòng UBND"}
    save(stories.actor("lan"), stories.office, row, Writing(typed(**QUARTER), evidence=(whole,)), 1)
    version = send(stories.actor("lan"), stories.office, row, revision=2)
    behind = version.evidence.get()
    assert (behind.item.element, behind.document.dated) == ("sessions", date(2020, 12, 10))


# ------------------------------------------------------------------ many answers in one act


def test_nothing_happened_writes_explicit_zeros_into_flows_only(stories: Stories) -> None:
    written(stories, leaflets="5")
    zeros = with_zeros(sheet(stories))
    assert zeros == typed(leaflets="5", sessions="0", attendances="0", loudspeaker_items="0")
    assert with_zeros(sheet(stories, "local_year", "2020")) == {}  # a commune's year asks for stocks only
    status = with_zeros(sheet(stories, "commune_status_year", "2020", "M1"))
    assert {(key.element, one.value) for key, one in status.items()} == {("converted", "no")}


YEAR = {
    "lodging": "2", "rooms_to_let": "0", "dance_halls": "0", "karaoke": "3", "massage": "0", "sauna": "0", "hair": "1",
    "cafe": "4", "other": "0",
}  # fmt: skip


def last_year(stories: Stories) -> Stories:
    """Lan's yearly form of 2019, accepted."""
    told = {CellKey("M101", "establishments", name): Told(value) for name, value in YEAR.items()}
    told |= {CellKey("M101", name): Told("1") for name in ("officers_in_post", "officers_trained", "volunteer_teams")}
    told |= {
        CellKey("M101", "officers_trained", name): Told("1") for name in ("outreach", "management", "coordination")
    }
    told |= {CellKey("M101", "commitments_signed"): Told("8"), CellKey("M101", "volunteers"): Told("6")}
    told |= {CellKey("M101", "healthy_registered"): Told("yes"), CellKey("M101", "self_score"): Told("87.5")}
    row = stories.obligation("local_year", "2019", "M101")
    version = submit(stories.actor("lan"), stories.office, row, Sending(told))
    review(stories.actor("minh"), stories.office, version, {})
    return stories


def test_stocks_come_prefilled_and_are_confirmed_in_one_act(stories: Stories) -> None:
    found = sheet(last_year(stories), "local_year", "2020")
    assert len(found.prefilled) == len(found.fields) == 19
    assert found.fields[CellKey("M101", "self_score")].typed == Typed("87,5")  # as one types it
    assert found.rows[0].total_before == 10  # 2+0+0+3+0+0+1+4+0
    draft = save(stories.actor("lan"), stories.office, found.row, Writing({}), 0)
    with pytest.raises(Refused) as error:  # nobody has said that they still hold
        send(stories.actor("lan"), stories.office, found.row, revision=draft.revision)
    assert codes(error) == ["OFFICE-102"]
    changed = still_right(sheet(stories, "local_year", "2020")) | {CellKey("M101", "volunteers"): Typed("7")}
    save(stories.actor("lan"), stories.office, found.row, Writing(changed), 1)
    version = send(stories.actor("lan"), stories.office, found.row, revision=2)
    assert version.values.count() == 19
    assert version.values.get(item__element="volunteers").value == "7"
    assert version.values.get(item__element="self_score").value == "87.5"


def test_a_merged_communes_stocks_are_those_of_its_parts(stories: Stories) -> None:
    """Xã Mẫu Đông 2 and 3 became Xã Mẫu Đông Mới on 1 December 2019: 2 and 5 volunteers of 2018 make 7 for 2019."""
    from thuocdo.actions.seeding import seed_person, seed_post
    from thuocdo.core.posts import Role

    post = seed_post(Role.COMMUNE_ENTRY, "Nhập số liệu", ["M102", "M103", "M104"], ["ubnd_xa"])
    stories.people["tam"] = seed_person("tam", "Tâm", "x", [post], date(2016, 7, 27))
    stories.posts["tam"] = post
    for code, count in (("M102", "2"), ("M103", "5")):
        row = stories.obligation("local_year", "2018", code)
        here = {str(key): Told("0") for key in sheet_of(stories.office, row).fields}
        told = {CellKey.parse(key): one for key, one in here.items()}
        told |= {CellKey(code, "volunteers"): Told(count), CellKey(code, "healthy_registered"): Told("no")}
        review(
            stories.actor("minh"), stories.office, submit(stories.actor("tam"), stories.office, row, Sending(told)), {}
        )
    field = sheet(stories, "local_year", "2019", "M104").fields[CellKey("M104", "volunteers")]
    assert (field.before.answer, field.is_prefilled) == (7, True)


def test_the_first_minutes_stand_for_the_communes_still_empty(stories: Stories) -> None:
    row = stories.obligation("commune_status_year", "2020", "M1")
    minutes = Typed("15/BB|2020-12-10|UBND huyện")
    cells = {CellKey("M101", "status_minutes"): minutes}
    save(stories.actor("minh", "minh_entry"), stories.office, row, Writing(cells), 0)
    filled = with_same_paper(sheet(stories, "commune_status_year", "2020", "M1"))
    assert filled == {CellKey("M101", "status_minutes"): minutes, CellKey("M104", "status_minutes"): minutes}


# ------------------------------------------------------------------ so far this year


def test_the_year_so_far_counts_what_came_and_says_what_is_missing(stories: Stories) -> None:
    """Sessions 3 in the first quarter, 4 in the third, nothing of the second: 7 so far, one quarter missing."""
    for period, count in (("2020Q1", "3"), ("2020Q3", "4")):
        row = stories.obligation("commune_quarter", period, "M101")
        submit(stories.actor("lan"), stories.office, row, quarter(sessions=count, attendances="100"))
    told = sheet(stories).fields[CellKey("M101", "sessions")].before
    assert (told.answer, told.waits, told.so_far, told.lacking) == (4, True, 7, 1)


# ------------------------------------------------------------------ correcting


def test_before_it_is_reviewed_it_is_mended_by_sending_again_without_a_reason(stories: Stories) -> None:
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    submit(stories.actor("lan"), stories.office, row, quarter())
    draft = save(stories.actor("lan"), stories.office, row, Writing(typed(**{**QUARTER, "leaflets": "250"})), 0)
    assert draft.based_on == 1
    assert not sheet(stories).is_correction
    assert send(stories.actor("lan"), stories.office, row, revision=1).number == 2


def test_a_correction_after_acceptance_is_a_new_version_with_a_reason(stories: Stories) -> None:
    row = stories.obligation("commune_quarter", "2020Q4", "M101")
    first = submit(stories.actor("lan"), stories.office, row, quarter())
    review(stories.actor("minh"), stories.office, first, {})
    draft = save(stories.actor("lan"), stories.office, row, Writing(typed(**{**QUARTER, "sessions": "5"})), 0)
    with pytest.raises(Refused) as error:
        send(stories.actor("lan"), stories.office, row, revision=draft.revision)
    assert codes(error) == ["OFFICE-021"]
    second = send(stories.actor("lan"), stories.office, row, revision=1, because=Reason("counted_wrong"))
    assert (second.number, second.because) == (2, "counted_wrong")
    assert first.values.get(item__element="sessions").value == "3"  # the old one stays as it was


def test_looking_at_an_empty_form_tells_every_empty_cell(stories: Stories) -> None:
    told, problems, found = looked_at(stories.office, stories.obligation("commune_quarter", "2020Q4", "M101"))
    assert told == {}
    assert [one.code for one in problems] == ["OFFICE-031"] * 4
    assert found.findings == ()


def test_the_next_day_the_draft_is_still_there(stories: Stories) -> None:
    written(stories, sessions="3")
    stories.today += timedelta(days=1)
    assert sheet(stories).fields[CellKey("M101", "sessions")].typed == Typed("3")
