"""The one IT person's work: backup, restore, drill, upgrade, verification, services, generated pages."""
