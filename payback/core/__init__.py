"""What every feature stands on: database, access, audit, jobs, forms, pages. No feature's rules."""
