"""Window displays (窗口屏) and the wall (综合屏)."""
