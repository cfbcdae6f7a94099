"""Who is told what, and what follows when it was sent."""

from __future__ import annotations

import msgspec
import pytest
from filed_cases import HR, CaseStage, at, version

from hallctl.contracts.messages import WORDS, text_of
from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import Actor
from hallctl.domain.applications import ApplicationState as S
from hallctl.domain.applications import Channel, acts
from hallctl.domain.applications.states import Delivery
from hallctl.domain.decide import messages
from hallctl.domain.messages import MOST, REMINDED, TOLD, MessageKind

GATEWAY = Actor.public("sms-gateway")


def ready(mode: Delivery | None = Delivery.COLLECT) -> CaseStage:
    """A result has been handed to the window; the message waits."""
    stage = CaseStage(version(materials=()), now=at(2, 10))
    stage.submit(channel=Channel.ONLINE)
    stage.cases[stage.case_id] = msgspec.structs.replace(stage.case, state=S.RESULT_READY, delivery=mode)
    moved = e.ApplicationMoved(
        application=stage.case_id, before="GRANTED", after="RESULT_READY",
        revision=stage.case.revision + 1, step="T31", act="hand_over_result",
    )  # fmt: skip
    scene_events = messages.follow(stage.scene(GATEWAY), [moved])
    stage.enter(scene_events)
    return stage


def report(stage: CaseStage, *, sent: bool = True) -> list[e.Event]:
    (message,) = stage.day.state.messages.values()
    command = c.ReportMessage(
        application=stage.case_id,
        message=message.id,
        sent=sent,
        told_by="sms",
        fault=None if sent else "BUSY",
    )
    return stage.do(command, GATEWAY)


@pytest.mark.parametrize("kind", list(MessageKind))
def test_every_message_has_words_in_both_languages_and_names_hall_item_and_number(kind: MessageKind) -> None:
    zh, en = text_of(kind, "示范大厅", "社保卡补办", "A1-1")
    assert all(part in zh for part in ("示范大厅", "社保卡补办", "A1-1"))
    assert "A1-1" in en


def test_every_kind_of_message_is_told_and_has_words() -> None:
    in_place_of_another = {MessageKind.CHOOSE_DELIVERY}  # of RESULT_READY
    told = {*TOLD.values(), *REMINDED.values()}
    assert told.isdisjoint(in_place_of_another)
    assert set(WORDS) == set(MessageKind) == told | in_place_of_another


def test_who_was_told_of_the_result_waits_to_collect_it() -> None:
    stage = ready()
    reported, moved = report(stage)
    assert isinstance(reported, e.MessageReported)
    assert isinstance(moved, e.ApplicationMoved)
    assert (reported.after, reported.told_by, moved.step) == ("SENT", "sms", "T32")
    assert stage.case.state is S.AWAITING_COLLECTION
    assert not stage.day.state.messages
    refused = stage.refusal(
        c.ReportMessage(application=stage.case_id, message="msg_x", sent=True, told_by="sms"), GATEWAY
    )
    assert refused == "MESSAGE_UNKNOWN"


def test_a_failed_message_moves_nothing() -> None:
    stage = ready()
    (reported,) = report(stage, sent=False)
    assert isinstance(reported, e.MessageReported)
    assert stage.case.state is S.RESULT_READY


def test_who_was_told_by_somebody_is_not_told_again_by_a_gateway_that_fetches_late() -> None:
    stage = ready()
    (waiting,) = stage.day.state.messages.values()
    stage.act(acts.NotifyCollection(told_by="phone"))
    overtaken = [r.event for r in stage.records if isinstance(r.event, e.MessageReported)]
    assert [(one.message, one.after, one.fault) for one in overtaken] == [(waiting.id, "FAILED", "OVERTAKEN")]
    assert not stage.day.state.messages


def test_what_only_informs_is_told_whatever_happens_meanwhile() -> None:
    stage = ready()
    (first,) = stage.day.state.messages.values()
    informs = msgspec.structs.replace(first, id="m1", kind=MessageKind.EXTENDED)
    of_another = msgspec.structs.replace(first, id="m2", application="another")
    stage.day.state.messages.update({"m1": informs, "m2": of_another})
    stage.act(acts.NotifyCollection(told_by="phone"))
    assert set(stage.day.state.messages) == {"m1", "m2"}


def test_who_stands_at_the_window_needs_no_message_and_who_files_online_does() -> None:
    stage = CaseStage(now=at(2, 10))
    stage.receive("m1", "m2", "m3", then=acts.Accept())
    assert not stage.day.state.messages
    online = CaseStage(version(materials=()), now=at(2, 10))
    online.submit()
    checks = online.case
    online.cases[online.case_id] = msgspec.structs.replace(checks, checks=())
    online.apply_by_itself(acts.DeemAccepted(), at(10, 0))
    assert online.case.department == HR


def test_messages_that_nobody_fetches_do_not_grow_without_end() -> None:
    stage = ready()
    moved = [r.event for r in stage.records if isinstance(r.event, e.ApplicationMoved)][-1]
    (first,) = stage.day.state.messages.values()
    stage.day.state.messages.update(
        {f"m{n}": msgspec.structs.replace(first, id=f"m{n}") for n in range(MOST)}
    )
    told = messages.follow(stage.scene(GATEWAY), [msgspec.structs.replace(moved, step="T51")])
    given_up = [event for event in told if isinstance(event, e.MessageReported)]
    assert [event.fault for event in given_up] == ["NOT_FETCHED"] * 2
    assert given_up[0].message == first.id
