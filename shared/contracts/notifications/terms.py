"""The words of notifications: channels and what becomes of a message, with their Chinese names."""

from collections.abc import Mapping

CHANNELS: Mapping[str, str] = {"mail": "电子邮件", "webhook": "网络回调"}
DIGESTS: Mapping[str, str] = {"each": "逐条", "daily": "每日汇总"}
PENDING, SENT, GIVEN_UP = "pending", "sent", "given_up"
# The known end states of a message, and the one before.
DELIVERIES: Mapping[str, str] = {PENDING: "待发送", SENT: "已发送", GIVEN_UP: "多次失败，已放弃"}
TODOS: Mapping[str, str] = {"open": "待办", "late": "已逾期"}
# How things to do are counted on the first page: each is in one of these. Soon is within a week.
LATER, SOON, LATE, SOON_DAYS = "later", "soon", "late", 7
WHEN: Mapping[str, str] = {LATER: "进行中", SOON: "即将到期", LATE: "已逾期"}
