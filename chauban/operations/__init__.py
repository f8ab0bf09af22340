"""Running an installation: start and stop, the worker, health, backup. Above the rooms; they know nothing of it."""
