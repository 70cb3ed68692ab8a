"""Areas (local authorities) and the named, dated groupings over them."""
