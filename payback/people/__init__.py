"""People on probation, their unpaid-work requirement and its ledger.

A requirement is active until it is complete (nothing remains) or ended (revoked, expired).
Its balance is the sum of its ledger: nothing there is edited, a mistake is reversed.
"""
