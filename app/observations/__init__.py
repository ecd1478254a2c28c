"""What patrols saw, and what others reported."""
