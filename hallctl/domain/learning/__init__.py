"""What the hall learns (学习): handling times, who comes when, and how promised waits came true."""
