// Lua, SQL, pages and languages as bytes inside the binary.
