// What the C library declares only to those who ask for GNU's extensions, which Swift's own module of it does not.

/// memfd_create(2): a file in memory, without a name in any folder. -1, and errno, where there is none to be had.
int memfd_create(const char *name, unsigned int flags);
