// Typed calls of the line's and the limits' Lua; recovery.
