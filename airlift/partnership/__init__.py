"""The partnership graph: who could give, receive, fly, maintain and pay for what, and why the rest cannot.

It looks at rules one pair at a time, before any search: what it forbids no plan can do, what it allows may still be
too much together. Importing this room does not import networkx; the graph itself is built when it is asked for.
"""

from airlift.partnership.build import partnership_graph as partnership_graph
from airlift.partnership.chains import Chain as Chain
from airlift.partnership.chains import Unreachable as Unreachable
from airlift.partnership.chains import chains as chains
from airlift.partnership.chains import unreachable_demands as unreachable_demands
from airlift.partnership.graph import Link as Link
from airlift.partnership.graph import MissingLink as MissingLink
from airlift.partnership.graph import Node as Node
from airlift.partnership.graph import PartnershipGraph as PartnershipGraph
from airlift.partnership.reason import Reason as Reason
from airlift.partnership.serving import Refusal as Refusal
from airlift.partnership.serving import Way as Way
