"""Small complete scenarios for tests, and ways to change them by one value.

`tiny_scenario()` can be planned: two lots of 500MD reach partners from month 4 on, Kenya and El Salvador
bring 500MD crews, Rwanda brings Mi-17, and each demand can be met by a unit of three. Figures have the
magnitude of real ones; none of them is a source for anything.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from airlift.scenario.model import Scenario

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["tiny_data", "tiny_scenario", "with_policy", "with_row", "with_rows", "without_rows"]

_MADE = {"source": "made for tests", "confidence": "assumption"}


def _sourced(values: dict[str, Any]) -> dict[str, Any]:
    return {name: {"value": value, **_MADE} for name, value in values.items()}


def _rows(text: str) -> list[dict[str, Any]]:
    """Read a table of CSV; an empty cell is no value."""
    rows = csv.DictReader(text.strip().splitlines())
    return [{name: cell for name, cell in row.items() if cell} | _MADE for row in rows]


_POLICY = {
    "flight": {
        "reserve_day_min": 20.0,
        "reserve_night_min": 30.0,
        "contingency_pct": 10.0,
        "taxi_fuel_kg": 4.0,
        "crew_mass_kg": 90.0,
        "passenger_mass_kg": 100.0,
        "litter_patient_mass_kg": 110.0,
        "attendant_mass_kg": 90.0,
        "attendants_per_medevac": 1,
        "hot_high_mass_loss_pct_per_250_ft": 1.0,
        "density_altitude_ft_per_c": 118.8,
        "daylight_basis": "civil_twilight",
        "night_flying": False,
    },
    "casualty": {
        "first_aid_min": 10.0,
        "advanced_care_min": 60.0,
        "surgery_min": 120.0,
        "bravo_min": 240.0,
        "charlie_min": 480.0,
        "alert_min": 25.0,
        "scene_min": 10.0,
        "handover_min": 10.0,
        "surgery_medical_level": 2,
    },
    "crew": {
        "flight_h_per_day": 6.0,
        "duty_h_per_day": 12.0,
        "report_min": 60.0,
        "flight_h_per_28_days": 90.0,
        "flight_h_per_7_days": 35.0,
        "rest_h": 10.0,
        "crews_per_aircraft": 1.5,
        "crew_tour_months": 12.0,
        "crew_home_months": 6.0,
        "attrition_pct_per_year": 5.0,
        "technicians_per_aircraft": 5.0,
        "crews_per_instructor": 2.0,
        "medical_teams_per_aircraft": 1.0,
        "people_per_aircraft": 27.0,
        "women_target_pct": 15.0,
    },
    "matching": {
        "readiness_lead_0_months": 12,
        "readiness_lead_1_months": 9,
        "readiness_lead_2_months": 6,
        "readiness_lead_3_months": 3,
        "readiness_lead_rdl_months": 2,
        "work_up_months": 2,
        "donated_deployable_pct": 75.0,
        "min_tour_months": 6,
        "handover_overlap_months": 1,
        "rotation_every_months": 1,
        "least_pledge_state": "announced",
        "assessment_visits_per_month": 99,
        "max_units_per_demand": 2,
        "lift_flights_per_month": 4,
        "serviceable_pct": 67.0,
        "tier_gap_pct": 5.0,
    },
    "cost": {
        "personnel_usd_per_month": 1448.0,
        "assessment_usd_per_unit": 50000.0,
        "assessment_usd_per_visit": 0.0,
        "predeployment_usd_per_aircraft": 0.0,
        "rotation_usd_per_person": 0.0,
        "course_travel_usd": 0.0,
        "reimbursement_delay_months": 0,
        "co2_kg_per_kg_fuel": 3.16,
    },
    "sorties": {
        "grid_min": 5,
        "max_sortie_min": 360.0,
        "max_tasks_per_sortie": 3,
        "landing_min": 5,
        "standby_aircraft": 1,
        "refuel_with_patients": True,
        "unload_min": 5,
    },
    "sustainment": {
        "horizon_weeks": 26,
        "flight_h_per_tail_week": 20.0,
        "unscheduled_loss_pct": 10.0,
        "unscheduled_man_hours_pct": 60.0,
        "lines_beside_standby": 1,
        "chain_rounds": 2,
        "hours_tolerance_pct": 2.0,
    },
    "standby": {
        "watch_h": 12,
        "first_watch_h": 6,
        "medevac_unit_aircraft": 2,
        "forward_posts": True,
        "nvg_medevac": False,
        "alpha_pct": 40.0,
        "bravo_pct": 30.0,
        "hour_weights": [1.0] * 24,
        "casualties_per_event": 1.5,
        "operations_per_day_level_2": 4.0,
        "operations_per_day_level_3": 10.0,
        "target_pct": 50.0,
    },
    "simulation": {
        "defects_per_flight_h": 0.02,
        "repair_h": 24.0,
        "weather_closed_pct": 5.0,
        "weather_closure_h": 6.0,
        "fuel_late_pct": 2.0,
        "crew_sick_pct": 2.0,
        "reserve_aircraft": 1,
        "patience_min": 240.0,
    },
}

_TABLES = {
    "aircraft_types": """
id,name,family,empty_kg,mtow_kg,fuel_capacity_kg,cruise_kt,burn_kg_per_h,seats,litters,\
seats_with_litters,pilots,cabin_crew,full_mass_density_altitude_ft,tags,turnaround_min,refuel_min,\
phase_hours,phase_days,man_hours_per_flight_hour,aircraft_per_lift_flight,lift_usd_per_flight,\
loa_usd_per_aircraft_month,operating_usd_per_flight_hour
500md,500MD,md500,750,1361,192,120,80,3,1,1,2,0,6500,litter;nvg_fit,20,15,100,2,1.5,3,450000,60000,400
mi-17,Mi-17,mi-8,7149,13000,2090,118,590,22,12,4,2,2,5700,cargo;litter,30,25,300,7,6,3,900000,180000,2200
""",
    "sites": """
id,name,iso3,role,latitude_deg,longitude_deg,elevation_ft,hot_day_c,fuel,fuel_stock_kg,runway_m,\
medical_level
embakasi,Embakasi,KEN,partner_base,-1.33,36.92,5350,29,true,,1500,0
ilopango,Ilopango,SLV,partner_base,13.7,-89.12,2021,33,true,,2240,0
kigali,Kigali,RWA,partner_base,-1.97,30.14,4891,28,true,,3500,3
juba,Juba,SSD,mission_hq,4.872,31.601,1513,38,true,,2400,2
bor,Bor,SSD,sector_hq,6.193,31.6,1400,38,true,3000,1400,2
malakal,Malakal,SSD,sector_hq,9.559,31.652,1291,39,true,6000,2000,2
bangui,Bangui,CAF,mission_hq,4.398,18.519,1208,34,true,,2600,2
bria,Bria,CAF,sector_hq,6.528,21.989,1975,36,true,8000,1800,2
terekeka,Terekeka,SSD,landing_zone,5.44,31.75,1420,38,false,,,0
mongalla,Mongalla,SSD,patrol_area,5.2,31.77,1440,38,false,,,0
fangak,Old Fangak,SSD,landing_zone,9.07,30.88,1270,39,false,,,0
ippy,Ippy,CAF,landing_zone,6.25,21.2,1900,36,false,,,0
""",
    "lots": """
id,donor,aircraft_type,aircraft,offered_month,gate_month,refurbishment_site,refurbishment_months,\
refurbishment_per_month,refurbishment_usd_per_aircraft,shipping_months,shipping_usd_per_aircraft,\
partners
rok-1,rok,500md,6,2022-01,2022-02,USA depot,2,2,200000,1,50000,
rok-2,rok,500md,4,2022-01,2022-05,USA depot,2,2,200000,1,50000,kenya;el-salvador
""",
    "partners": """
id,name,iso3,home_base,readiness_level,max_units,absorb_aircraft,absorb_aircraft_per_month,\
technicians,women_technicians,instructors,women_instructors,trainable_crews_per_year,\
caveat_missions,caveat_roles
kenya,Kenya,KEN,embakasi,2,2,10,3,40,4,6,1,6,,
el-salvador,El Salvador,SLV,ilopango,3,1,6,2,30,2,4,0,4,,
rwanda,Rwanda,RWA,kigali,rdl,2,0,0,60,6,5,1,4,minusca,patrol
""",
    "partner_fleet": """
partner,aircraft_type,aircraft,deployable_aircraft
el-salvador,500md,6,3
rwanda,mi-17,8,6
""",
    "partner_crews": """
partner,aircraft_type,crews,women_aircrew,tags
kenya,500md,12,2,medevac;nvg
el-salvador,500md,9,1,medevac;nvg
rwanda,mi-17,20,3,medevac;nvg
""",
    "sponsors": """
id,name,kind,carry_over
usa,United States,state,false
rok-fund,Korean trust fund,trust_fund,true
un,UN Letter of Assist,un,false
""",
    "budgets": """
sponsor,year,budget_usd
usa,2022,6000000
usa,2023,6000000
rok-fund,2022,1000000
rok-fund,2023,500000
un,2022,60000000
un,2023,60000000
""",
    "earmarks": """
id,sponsor,donor,partner,cost_kind
usa-kenya,usa,rok,kenya,
rok-refurbishment,rok-fund,rok,,refurbishment
rok-shipping,rok-fund,rok,,shipping
rok-training,rok-fund,,,training
un-assessment,un,,,assessment
un-lift,un,,,lift
un-personnel,un,,,personnel
un-operations,un,,,operations
un-maintenance,un,,,maintenance
un-predeployment,un,,,predeployment
un-rotation,un,,,rotation
""",
    "courses": """
id,name,school,audience,aircraft_type,partners,own_school,first_month,last_month,every_months,\
duration_months,seats,pass_pct,usd_per_seat,tags
kenya-school,500MD conversion,Kenya Army,crew,500md,kenya,true,2022-01,2023-12,3,3,2,90,40000,medevac
tpp-crew,500MD crews,Triangular Partnership,crew,500md,,false,2022-03,2023-12,6,4,4,85,60000,medevac;nvg
tpp-technician,Technicians,Triangular Partnership,technician,500md,,false,2022-03,2023-12,6,4,8,90,15000,
""",
    "maintenance_bases": """
id,name,site,operator,partners,aircraft_types,docks,man_hours_per_month,usd_per_man_hour,reach_nm,\
open_month,close_month
juba-hangar,Juba hangar,juba,UNMISS contractor,,500md;mi-17,2,2500,40,350,,
bangui-hangar,Bangui hangar,bangui,MINUSCA contractor,,500md;mi-17,2,2500,40,300,,
""",
    "missions": """
id,name,countries,first_month,closure_month,utc_offset_h
unmiss,UNMISS,SSD,2011-07,,2
minusca,MINUSCA,CAF,2014-04,,1
""",
    "demands": """
id,mission,role,sites,first_month,last_month,aircraft,min_unit,max_unit,hours_per_aircraft_month,\
tier,payload_kg,radius_nm,aircraft_tags,crew_tags
unmiss-medevac,unmiss,medevac,juba;bor,2022-06,2023-12,3,3,6,30,1,200,70,litter,medevac
unmiss-utility,unmiss,utility,juba;malakal,2022-04,2023-12,3,3,6,45,2,1500,120,cargo,
unmiss-patrol,unmiss,patrol,malakal;fangak,2022-09,2023-12,3,3,6,30,3,100,70,,
minusca-medevac,minusca,medevac,bria;ippy,2022-09,2023-12,4,3,6,30,2,200,60,litter,medevac
""",
    "tasks": """
id,mission,day,kind,priority,pickup_site,dropoff_site,passengers,litter_patients,cargo_kg,ready_min,\
due_min,wounded_min,dwell_min,max_ride_min
unmiss-m1,unmiss,2022-10-12,medevac,alpha,terekeka,,0,1,0,565,660,540,10,
unmiss-m2,unmiss,2022-10-12,medevac,charlie,bor,juba,0,1,0,720,1080,660,10,
unmiss-p1,unmiss,2022-10-12,patrol,routine,mongalla,,0,0,0,480,900,,30,
unmiss-p2,unmiss,2022-10-12,patrol,routine,fangak,,0,0,0,480,900,,20,
unmiss-t1,unmiss,2022-10-12,transfer,routine,juba,bor,2,0,0,420,960,,5,120
unmiss-t2,unmiss,2022-10-12,transfer,routine,bor,juba,1,0,40,480,1020,,5,
minusca-m1,minusca,2022-10-12,medevac,alpha,ippy,bria,0,1,0,625,720,600,10,
minusca-p1,minusca,2022-10-12,patrol,routine,ippy,,0,0,0,480,840,,20,
""",
}

_DATA: dict[str, Any] = {
    "schema_version": "1",
    "name": "tiny",
    "title": "A tiny scenario",
    "description": "Two lots, three partners, two missions.",
    "start_month": "2022-01",
    "horizon_months": 24,
    "seed": 1,
    "policy": {section: _sourced(values) for section, values in _POLICY.items()},
    **{name: _rows(text) for name, text in _TABLES.items()},
    "provenance": [
        {"table": "sites", "row": "juba", "column": "medical_level", "source": "a test", "confidence": "low"},
    ],
}


def tiny_data() -> dict[str, Any]:
    """Return the tiny scenario as plain data of JSON, free to be changed."""
    return tiny_scenario().model_dump(mode="json")


def tiny_scenario(**changes: Any) -> Scenario:
    """Return the tiny scenario, with top-level fields replaced (`horizon_months=12`, `tasks=[]`)."""
    return Scenario.model_validate(_DATA | changes)


def _finder(key: str | dict[str, Any]) -> Callable[[dict[str, Any]], bool]:
    wanted = {"id": key} if isinstance(key, str) else key
    return lambda row: all(row[column] == value for column, value in wanted.items())


def with_row(scenario: Scenario, table: str, key: str | dict[str, Any], **changes: Any) -> Scenario:
    """Change one row: `with_row(s, "lots", "rok-1", aircraft=8)`; a `dict` finds rows without an `id`."""
    data = scenario.model_dump(mode="json")
    found = [row for row in data[table] if _finder(key)(row)]
    if len(found) != 1:
        raise LookupError(f"{len(found)} rows {key!r} in {table}")
    found[0].update(changes)
    return Scenario.model_validate(data)


def with_rows(scenario: Scenario, table: str, *rows: dict[str, Any]) -> Scenario:
    """Add rows; one that says `like` is a copy of the row of that `id` with the changes that it names."""
    data = scenario.model_dump(mode="json")
    for row in rows:
        changes = dict(row)
        like = changes.pop("like", None)
        start = _MADE if like is None else next(old for old in data[table] if old["id"] == like)
        data[table].append(start | changes)
    return Scenario.model_validate(data)


def without_rows(scenario: Scenario, table: str, *keys: str | dict[str, Any]) -> Scenario:
    """Drop rows by key; references to them are left as they are."""
    data = scenario.model_dump(mode="json")
    data[table] = [row for row in data[table] if not any(_finder(key)(row) for key in keys)]
    return Scenario.model_validate(data)


def with_policy(scenario: Scenario, section: str, **values: Any) -> Scenario:
    """Change policy values: `with_policy(s, "crew", crews_per_aircraft=2.0)`."""
    data = scenario.model_dump(mode="json")
    data["policy"][section] |= _sourced(values)
    return Scenario.model_validate(data)
