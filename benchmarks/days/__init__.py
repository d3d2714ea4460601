"""Generated helicopter days: how they are drawn, and airlift beside its peers on them."""
