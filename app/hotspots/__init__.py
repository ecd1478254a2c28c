"""Where it is worst for the time we spent there: the method of HOTSPOTS.md, and the list that is made with it."""
