"""受付: receives a form once, at once, with a receipt."""
