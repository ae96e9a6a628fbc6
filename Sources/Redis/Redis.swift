// hiredis on the loop: pipelining and the script registry.
