"""People who log in: users, studios, memberships, invitations, API tokens and the audit log."""
