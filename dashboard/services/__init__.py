"""Every write by people and collectors, audited: tickets, identity, slots."""
