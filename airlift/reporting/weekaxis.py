"""The weeks of the sustainment window from left to right, with their months above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from airlift.reporting.svg import group, tag, text
from airlift.reporting.wording import month_name
from airlift.scenario.model import add_months

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["WeekAxis", "day_text"]


def day_text(first_month: str, day: int) -> str:
    """Write a day that is counted from the first day of a month: `12 Jan 2023`."""
    at = date.fromisoformat(f"{first_month}-01") + timedelta(days=day)
    return f"{at.day} {month_name(at.isoformat()[:7])}"


@dataclass(frozen=True, slots=True)
class WeekAxis:
    """Days of a window between two edges of a picture."""

    first_month: str
    weeks: int
    left: float
    right: float

    @property
    def days(self) -> int:
        """Days of the window."""
        return 7 * self.weeks

    @property
    def week_px(self) -> float:
        """Width of a week."""
        return (self.right - self.left) / self.weeks

    def x(self, day: float) -> float:
        """Place of the beginning of a day, within the edges."""
        return self.left + min(max(day, 0.0), self.days) / self.days * (self.right - self.left)

    def months(self) -> list[tuple[str, int, int]]:
        """Months that the window touches: label, first and end day, counted from its first day."""
        found = []
        month, day = self.first_month, 0
        start = date.fromisoformat(f"{month}-01")
        while day < self.days:
            following = add_months(month, 1)
            end = (date.fromisoformat(f"{following}-01") - start).days
            found.append((month, day, min(end, self.days)))
            month, day = following, end
        return found

    def header(self, top: float, bottom: float) -> Markup:
        """Draw the names of the months above `top`, and a line down to `bottom` where each begins."""
        marks = []
        for number, (month, day, end) in enumerate(self.months()):
            x = self.x(day)
            marks.append(tag("path", d=f"M{x:.1f} {top - 12:.1f}V{bottom:.1f}", class_="quarter"))
            # A month of which the window has a few days only has no room for its name.
            room = self.x(end) - x
            if room >= 26.0:
                name = month_name(month)
                with_year = (number == 0 or month.endswith("-01")) and room >= 52.0
                marks.append(text(x + 4, top - 3, name if with_year else name[:3], "tiny"))
        return group(marks)
