"""Number dispensers (取号机)."""
