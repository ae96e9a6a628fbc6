// Loops on libuv: timers, streams, polls for foreign descriptors, signals, children.
