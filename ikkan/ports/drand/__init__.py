"""drand, the public source of randomness: fetching a published round, checking its signature, a faithful fake."""
