/* banned.h: functions that must not be called, banned at compile time.
 * Included by force (CMake) before everything else. Same idea as git's banned.h. */
#ifndef TOCSIN_BASE_BANNED_H
#define TOCSIN_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A macro in glibc; poisoning an existing macro is itself an error. */
#undef alloca

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok
#pragma GCC poison gmtime localtime ctime asctime atoi atol atoll system popen alloca

#endif
