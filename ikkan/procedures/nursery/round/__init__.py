"""A round of nursery placement: its market, its run, its alarms, the draft that goes up for approval."""
