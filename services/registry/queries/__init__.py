"""Questions to the registry, by subject; asking changes nothing."""
