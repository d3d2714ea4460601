"""Aircraft types, sites, borders and the shipped scenarios, read with ``importlib.resources``."""
