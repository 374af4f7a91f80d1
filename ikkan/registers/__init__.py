"""What the town knows: residents, households, facilities; each with source and date, each reading logged."""
