"""What walls of pixels say in the words of the page: its key → the Chinese text. A test compares both."""

from __future__ import annotations

from typing import Final

WORDS: Final = {
    "common.no_wait": "无需等候",
    "common.no_window": "暂无窗口开放",
    "common.intake_stopped": "今日停止取号",
    "common.wait_unknown": "暂不能预计",
    "common.zone_closed": "现在不办公",
    "wall.care": "老年人、残疾人、孕妇可取优先号",
    "wall.closed": "现在不办公",
    "wall.empty": "请先取号",
    "wall.empty_hint": "叫到的号码会显示在这里",
    "wall.hotline": "监督电话 12345",
    "wall.hours": "办公时间 {start}–{end}",
    "wall.notices": "公告",
    "wall.people_unit": "人等候",
    "wall.please": "请",
    "wall.results": "可领取结果",
    "wall.to_window": "到窗口",
    "wall.waiting": "正在等候",
}
