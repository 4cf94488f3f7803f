"""Posts of members in organisations and enterprises."""

from datetime import date

from services.registry import store
from services.registry.commands import limits
from services.registry.commands.bounds import within_enterprise, within_organisation
from services.registry.model import Post
from shared.contracts.errors import Conflict, InvalidInput
from shared.contracts.registry import calls, events, facts
from shared.ledger import Unit


def assign_post(unit: Unit, command: calls.AssignPost) -> None:
    """Give a member a post in an organisation or in an enterprise."""
    post_id, on = command.post_id, command.effective_on
    if store.find(unit.db, store.POSTS, post_id) is None:
        _check_post(unit, command)
    else:
        _within(unit, command)
    event = events.PostAssigned(**command.only(facts.Post))
    days = {"assigned_on": on.isoformat(), "ended_on": None}
    store.insert(unit, store.POSTS, {**event.as_json(), **days}, f"职务编号{post_id}已使用")
    unit.record(f"post:{post_id}", event, effective_on=on)
    limits.post_assigned(unit, Post(**vars(event), assigned_on=on))


def end_post(unit: Unit, command: calls.EndPost) -> None:
    """End a post."""
    post = _going_on(unit, command.post_id)
    if command.effective_on < post.assigned_on:
        raise InvalidInput.at("effective_on", "离任日期早于任职日期", "早于任职日期")
    _end(unit, post, command.effective_on)


def extend_post(unit: Unit, command: calls.ExtendPost) -> None:
    """Let a temporary head stay until a later day; what was expected before stays in the history (R-WRK-02)."""
    post, on, until = _going_on(unit, command.post_id), command.effective_on, command.expected_end
    if not post.is_temp or post.expected_end is None:
        raise InvalidInput.at(
            "post_id", "只有临时负责人可以延期；职务变动请登记离任后再登记新任职", "不是临时负责人"
        )
    if on < post.assigned_on or until <= post.expected_end:
        raise InvalidInput.at("expected_end", "应晚于原预计结束日，且决定之日不早于任职日", "日期不符")
    store.change(unit, store.POSTS, post.post_id, {"expected_end": until.isoformat()})
    event = events.PostExtended(post_id=post.post_id, expected_end=until)
    unit.record(f"post:{post.post_id}", event, effective_on=on)
    limits.post_extended(unit, post, on, until)


def _going_on(unit: Unit, post_id: str) -> Post:
    """Return a post that goes on, of the actor's areas."""
    post = store.post(store.get(unit.db, store.POSTS, post_id))
    _within(unit, post)
    if post.ended_on is not None:
        raise Conflict.at("post_id", "该职务已结束", "已结束")
    return post


def end_posts(unit: Unit, org_code: str, on: date) -> None:
    """End what posts there still are in an organisation that ends; who was to begin later never does."""
    for post in store.held_posts(unit.db, org_code, on):
        _end(unit, post, max(on, post.assigned_on))


def _end(unit: Unit, post: Post, on: date) -> None:
    store.change(unit, store.POSTS, post.post_id, {"ended_on": on.isoformat()})
    unit.record(f"post:{post.post_id}", events.PostEnded(post_id=post.post_id), effective_on=on)
    limits.post_ended(unit, post, on)


def _check_post(unit: Unit, command: calls.AssignPost) -> None:
    if (command.org_code is None) == (command.credit_code is None):
        raise InvalidInput.at("org_code", "党组织与企业应填且只填一个", "与企业二选一")
    member = store.member(store.get(unit.db, store.MEMBERS, command.member_id))
    if not member.is_member_on(command.effective_on):
        raise InvalidInput.at("member_id", "任职日该人员不是党员", "任职日不是党员")
    _within(unit, command)
    if command.org_code is not None:
        found = store.get(unit.db, store.ORGANISATIONS, command.org_code)
        if not store.organisation(found, command.effective_on).exists_on(command.effective_on):
            problem = "任职日该党组织尚未成立或已撤销，请核对任职日期和党组织"
            raise InvalidInput.at("org_code", problem, "党组织当日不存在")


def _within(unit: Unit, post: facts.Post) -> None:
    if post.org_code is not None:
        within_organisation(unit, post.org_code)
    if post.credit_code is not None:
        within_enterprise(unit, post.credit_code)
