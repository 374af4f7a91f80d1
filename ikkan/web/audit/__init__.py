"""The access log for who looks after it: search, the findings of its analyses, and what a person made of them."""
