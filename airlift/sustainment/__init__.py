"""Level 2, sustainment: flight hours and inspections of every tail, week by week, with docks exact by the day."""

from airlift.sustainment.solve import solve

__all__ = ["solve"]
