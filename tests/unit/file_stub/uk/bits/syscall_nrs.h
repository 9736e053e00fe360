/* Host unit tests: no numbers of system calls. */
