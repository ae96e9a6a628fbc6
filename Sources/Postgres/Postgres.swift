// libpq without blocking on the loop: pipeline mode and pools.
