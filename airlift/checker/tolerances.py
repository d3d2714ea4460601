"""How far a figure may miss its limit before it counts as broken, each with its reason."""

from __future__ import annotations

__all__ = [
    "BANK_H",
    "COUNT",
    "COVER_PCT",
    "FLIGHT_H",
    "FUEL_KG",
    "LARGEST",
    "LARGEST_USD",
    "MASS_KG",
    "MINUTE",
    "OBJECTIVE_KG",
    "OBJECTIVE_USD",
    "QUANTITY",
    "REACH_NM",
    "RELATIVE",
    "STANDBY_MINUTES",
    "STANDBY_PROOF",
    "STATED_FUEL_KG",
    "USD",
]

COUNT = 1e-6
"""Aircraft, units, flights: whole numbers, so only the rounding of floating point is forgiven."""

QUANTITY = 0.01
"""Crews, technicians, man-hours, dock-days: expected values (attrition, pass rates). A hundredth of one is
less than anybody can plan and more than what fixed-point arithmetic rounds away."""

BANK_H = 1e-6
"""Flight hours against bank time and weekly limits: no flight is so short, so only sums are forgiven."""

FLIGHT_H = 0.01
"""Stated flight hours against their sum: a plan may round them to the half minute."""

COVER_PCT = 0.1
"""Stated shares of casualties: a tenth of a point, finer than any of their inputs is known."""

STANDBY_PROOF = 2e-3
"""Of the events of a day: standby that differs by less counts as equal, and the restrictions of its result say so."""

STANDBY_MINUTES = 0.02
"""The same of the minutes of response, which only choose among posts that cover alike."""

USD = 1.0
"""A cost against its payments: payments may be rounded to whole dollars."""

OBJECTIVE_USD = 1000.0
"""The stated cost of a whole plan against its sum: hundreds of payments, each rounded to whole dollars."""

OBJECTIVE_KG = 1000.0
"""The stated CO2 of a whole plan against its sum: that of each aircraft-month may be rounded to a kilogram."""

RELATIVE = 1e-6
"""Of a sum of money or a bound: the precision to which solvers work."""

FUEL_KG = 0.1
"""Fuel against tanks, reserves and stocks: a plan may state it to a tenth of a kilogram."""

STATED_FUEL_KG = 0.5
"""Fuel stated at a stop against the fuel that fills and times give: roundings add up along a sortie."""

MASS_KG = 0.1
"""Mass against its limit: follows the precision of fuel."""

MINUTE = 1e-6
"""Times are whole minutes; only computed limits (flight time, dawn, dusk) carry rounding."""

REACH_NM = 1e-3
"""Two metres: the agreement of geodesic libraries is better."""

LARGEST = 10**9
"""Counts, minutes and kilograms of a plan are cut here when read: far beyond any plan; sums stay finite."""

LARGEST_USD = 1e15
"""The same for money."""
