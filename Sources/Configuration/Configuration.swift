// YAML to a tree to typed, validated values; every limit in one place.
