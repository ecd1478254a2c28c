"""The ground that every package stands on; it knows no domain."""
