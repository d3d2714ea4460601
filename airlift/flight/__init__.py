"""Physics of flight on plain numbers and numpy arrays: distance, daylight, air density, fuel and reach.

Importing this room costs numpy and nothing else: astral, geographiclib and networkx are imported by the
functions that need them.
"""

from airlift.flight.atmosphere import density_altitude_exact_ft as density_altitude_exact_ft
from airlift.flight.atmosphere import density_altitude_rule_ft as density_altitude_rule_ft
from airlift.flight.atmosphere import isa_temperature_c as isa_temperature_c
from airlift.flight.daylight import Daylight as Daylight
from airlift.flight.daylight import DaylightBasis as DaylightBasis
from airlift.flight.daylight import SunState as SunState
from airlift.flight.daylight import day_window_min as day_window_min
from airlift.flight.daylight import daylight_on as daylight_on
from airlift.flight.daylight import is_day as is_day
from airlift.flight.geodesy import distance_matrix_nm as distance_matrix_nm
from airlift.flight.geodesy import distance_nm as distance_nm
from airlift.flight.geodesy import initial_bearing_deg as initial_bearing_deg
from airlift.flight.geodesy import km_to_nm as km_to_nm
from airlift.flight.geodesy import leg_points_deg as leg_points_deg
from airlift.flight.geodesy import nm_to_km as nm_to_km
from airlift.flight.legs import FuelLeg as FuelLeg
from airlift.flight.legs import fuel_leg as fuel_leg
from airlift.flight.legs import fuel_legs as fuel_legs
from airlift.flight.network import FuelNetwork as FuelNetwork
from airlift.flight.network import fuel_network as fuel_network
from airlift.flight.network import nearest_fuel_nm as nearest_fuel_nm
from airlift.flight.performance import Performance as Performance
from airlift.flight.performance import Reserves as Reserves
from airlift.flight.performance import final_reserve_kg as final_reserve_kg
from airlift.flight.performance import flight_time_min as flight_time_min
from airlift.flight.performance import fuel_margin_kg as fuel_margin_kg
from airlift.flight.performance import loadable_fuel_kg as loadable_fuel_kg
from airlift.flight.performance import max_takeoff_mass_kg as max_takeoff_mass_kg
from airlift.flight.performance import max_trip_min as max_trip_min
from airlift.flight.performance import payload_kg as payload_kg
from airlift.flight.performance import radius_of_action_nm as radius_of_action_nm
from airlift.flight.performance import required_fuel_kg as required_fuel_kg
from airlift.flight.performance import trip_fuel_kg as trip_fuel_kg
from airlift.flight.performance import useful_load_kg as useful_load_kg
