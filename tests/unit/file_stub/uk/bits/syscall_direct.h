/* Host unit tests: no direct calls of system calls. */
