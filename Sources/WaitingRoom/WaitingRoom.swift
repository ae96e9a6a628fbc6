// The product: order keys, positions, estimates, pacing, states and admission arithmetic; no socket, no clock.
