// The SQL of holds and payments, batches, fsck.
