"""Whole hall days in memory: people come, clerks work, and every act goes through the product's own rules.

`demand` says what comes, `people` draws a day of it, `clerks` says who works when, `world` lets them meet
before a door, `observations` says what a day showed. May know the domain; never the daemon's pages.
"""
