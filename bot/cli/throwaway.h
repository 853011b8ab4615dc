/* throwaway.h: a folder for a Redis that nobody keeps (tocsin drill). */
#ifndef TOCSIN_CLI_THROWAWAY_H
#define TOCSIN_CLI_THROWAWAY_H

#include <stdbool.h>

#define THROWAWAY_TEMPLATE "/tmp/tocsin-drill-XXXXXX"

/* Makes one, and removes those that drills which were killed have left. */
bool throwaway_make(char folder[sizeof THROWAWAY_TEMPLATE]);
void throwaway_remove(const char *folder);

#endif
