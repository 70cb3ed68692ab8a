"""Parts of a problem that have nothing to do with each other: cut apart and solved side by side."""
