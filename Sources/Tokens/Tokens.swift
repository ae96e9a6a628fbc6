// Tickets, passes, assertions and the JWKS; the clock is a parameter.
