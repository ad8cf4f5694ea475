"""Weeks, for following agreement over time."""

from datetime import date


def week_of(day: date) -> str:
    """Return the ISO week of a day, as in ``2026-W47``."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"
