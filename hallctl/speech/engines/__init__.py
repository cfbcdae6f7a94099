"""Voices: each module one engine."""
