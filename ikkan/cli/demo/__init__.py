"""The model town: invented residents around real open data, and the walk that shows the whole house."""
