// Per-loop counters and histograms, Prometheus text, structured log, audit.
