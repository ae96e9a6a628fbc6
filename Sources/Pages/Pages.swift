// Templates, languages and escaping; no I/O.
