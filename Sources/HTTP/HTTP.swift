// The server and the pooled client connections.
