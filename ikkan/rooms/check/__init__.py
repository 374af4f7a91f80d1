"""審査: compares by machine; asks the citizen or an officer only for what a machine cannot settle."""
