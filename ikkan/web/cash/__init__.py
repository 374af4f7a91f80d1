"""The cash desk: fees received, waived and given back, money that is held, the daily close, the cash book."""
