"""ruznama."""
