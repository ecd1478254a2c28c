"""What people say of a hotspot beside what is computed, and what they hand on to the operative group."""
