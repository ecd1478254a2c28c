"""Activities for children and young people: planned at the desk, checked in to by phone."""
