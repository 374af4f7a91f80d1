"""Payment online: a provider takes the money on its own page and reports what happened."""
