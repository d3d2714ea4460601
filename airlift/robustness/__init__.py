"""When pledges fall through: plans for uncertain futures, and what events do to a plan that was made without them."""

from airlift.robustness.entry import robust as robust
from airlift.robustness.entry import stress as stress
from airlift.robustness.events import EventError as EventError
from airlift.robustness.events import Events as Events
from airlift.robustness.events import load_events as load_events
from airlift.robustness.losses import StressReport as StressReport
from airlift.robustness.study import RobustStudy as RobustStudy
