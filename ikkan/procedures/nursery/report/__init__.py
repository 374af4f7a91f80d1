"""A placed round in pictures with tables beside: demand and seats, wishes reached, cut-offs, the map."""
