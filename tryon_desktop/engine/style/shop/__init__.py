"""A shop's own product list, in the shop's own words: read, understood and ranked for requests."""
