// Limit kinds, keys and bounds; the decision as a value.
