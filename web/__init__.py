"""The aiohttp application: sign-in, API, pages and the live feed."""
