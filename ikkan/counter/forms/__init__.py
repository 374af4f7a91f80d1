"""The form engine: a procedure's form.json becomes pages, answers, plain words for faults, a summary and a copy."""
