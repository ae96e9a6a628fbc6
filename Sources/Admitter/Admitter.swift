// The release loop, absence and the raising of epochs.
