"""What a front end holds: a session on a project, its events, long tasks, settings."""
