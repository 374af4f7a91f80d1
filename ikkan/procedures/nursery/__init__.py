"""Place children in nurseries, from the parent's form to the notice (保育所利用調整)."""
