"""Areas, fokusplatser and categories: the ground that every observation is placed on, and the words for it."""
