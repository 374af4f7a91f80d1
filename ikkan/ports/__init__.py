"""Systems outside: each a Protocol with a real adapter and a fake that ships with the product."""
