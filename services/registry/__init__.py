"""Registry 名册: areas, the business day, enterprises, organisations, members, posts."""
