// HTTP/1.1 on the wire: strict parsing and serialising, header views, cookies; no socket.
