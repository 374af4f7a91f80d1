"""Certificate of residence (住民票の写し): asked for with a signature, a reservation, by post or by an officer."""
