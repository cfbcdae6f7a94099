"""The item catalogue (事项目录): what a matter needs, how long it may take, and which version holds."""
