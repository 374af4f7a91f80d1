"""The certificate as a paper: its content as plain values, and the sheets that are printed."""
