"""Reads a hall's configuration (配置), says everything that is wrong with it, builds the hall from it."""
