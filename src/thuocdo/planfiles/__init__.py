"""YAML and CSV of a plan folder → the core's plan and register, every problem with file:line:column."""
