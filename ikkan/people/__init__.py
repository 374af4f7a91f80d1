"""Who: citizens, staff, offices, delegation, sign-in and its assurance level."""
